export interface LinodeType {
    id: string;
    label: string;
    class: "nanode" | "standard" | "dedicated";
    /** MB */
    memory: number;
    /** MB */
    disk: number;
    vcpus: number;
    /** GB a month */
    transfer: number;
    [field: string]: unknown;
}

type Size = [id: string, label: string, memory: number, disk: number, vcpus: number, transfer: number, monthly: number];

const SIZES: Size[] = [
    ["g6-nanode-1", "Nanode 1GB", 1024, 25600, 1, 1000, 5],
    ["g6-standard-1", "Linode 2GB", 2048, 51200, 1, 2000, 12],
    ["g6-standard-2", "Linode 4GB", 4096, 81920, 2, 4000, 24],
    ["g6-standard-4", "Linode 8GB", 8192, 163840, 4, 5000, 48],
    ["g6-standard-6", "Linode 16GB", 16384, 327680, 6, 8000, 96],
    ["g6-dedicated-2", "Dedicated 4GB", 4096, 81920, 2, 4000, 36],
    ["g6-dedicated-4", "Dedicated 8GB", 8192, 163840, 4, 5000, 72],
];

/** The plans on offer, with the figures of the real ones. */
export const linodeTypes: LinodeType[] = SIZES.map(([id, label, memory, disk, vcpus, transfer, monthly]) => ({
    id,
    label,
    class: id.includes("nanode") ? "nanode" : id.includes("dedicated") ? "dedicated" : "standard",
    memory,
    disk,
    vcpus,
    transfer,
    accelerated_devices: 0,
    addons: { backups: { price: price(monthly < 12 ? 2 : Math.round(monthly / 5)), region_prices: [] } },
    gpus: 0,
    network_out: vcpus * 1000,
    price: price(monthly),
    region_prices: [],
    successor: null,
}));

function price(monthly: number): { hourly: number; monthly: number } {
    return { hourly: Math.ceil((monthly / 672) * 10000) / 10000, monthly };
}
