import { down } from "./down";
import { drill } from "./drill";
import { env } from "./env";
import { crash, ssh, start } from "./members";
import { status } from "./status";
import { up } from "./up";
import type { Verb } from "./verb";

/** Every verb, in the order of the help. */
export const verbs: Record<string, Verb> = { up, status, ssh, drill, crash, start, env, down };
