/** Whom the demo offers; any other name works too. */
export const users = ["ana", "bruno", "carla", "diego"];
