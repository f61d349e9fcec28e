// Pictures: of the two forms of a network, across and downwards, a page shows one.

/** The pictures among `scenes`, or parts of them, that are shown; all of them where none is, as behind the 3-D view. */
export function shown(scenes) {
  const visible = scenes.filter((scene) => scene.getClientRects().length > 0);
  return visible.length > 0 ? visible : scenes;
}

/** The pictures in `root` that are shown. */
export const scenesIn = (root) => shown([...(root?.querySelectorAll(".scene") ?? [])]);

/** The picture beside the step table. */
export const mainScene = () => scenesIn(document.getElementById("picture"))[0];
