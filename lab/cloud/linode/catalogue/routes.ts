import type { Cloud } from "../../cloud";
import { ok, type Route } from "../../http/exchange";
import { notFound } from "../errors";
import { page } from "../page";
import { images, kernels } from "./images";
import { regions } from "./regions";
import { linodeTypes } from "./types";

/** What can be rented: plans, regions, images, kernels. */
export function catalogueRoutes(cloud: Cloud): Route[] {
    return [
        ...shelf("/linode/types", linodeTypes),
        ...shelf("/linode/kernels", kernels),
        ...shelf("/images", images),
        ...shelf("/regions", regions(cloud.net.gateway)),
    ];
}

function shelf(path: string, items: { id: string }[]): Route[] {
    return [
        { method: "GET", path, handle: (call) => page(call, items) },
        {
            method: "GET",
            path: `${path}/:id+`,
            handle: ({ params }) => {
                const item = items.find(({ id }) => id === params.id);
                if (!item) throw notFound();
                return ok(item);
            },
        },
    ];
}
