export interface Image {
    id: string;
    label: string;
    [field: string]: unknown;
}

/** The public images that the lab can boot. */
export const images: Image[] = [
    {
        id: "linode/debian12",
        label: "Debian 12",
        capabilities: ["cloud-init", "distributed-sites"],
        created: "2023-06-10T14:00:00",
        created_by: "linode",
        deprecated: false,
        description: "",
        eol: "2028-06-10T04:00:00",
        expiry: null,
        is_public: true,
        is_shared: false,
        regions: [],
        size: 1300,
        status: "available",
        tags: [],
        total_size: 1300,
        type: "manual",
        updated: "2023-06-10T14:00:00",
        vendor: "Debian",
    },
];

export const kernels = ["linode/grub2", "linode/latest-64bit"].map((id) => ({
    id,
    label: id === "linode/grub2" ? "GRUB 2" : "Latest 64 bit",
    architecture: "x86_64",
    built: "2018-01-01T00:00:00",
    deprecated: false,
    kvm: true,
    pvops: true,
    version: id === "linode/grub2" ? "2.0.0" : "6.1.0",
    xen: false,
}));
