/** The English texts of the pages where things are set up and looked after. */
export const enPages = {} as const;
