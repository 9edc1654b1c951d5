/** 设置与维护页面的中文文案。 */
export const zhPages = {} as const;
