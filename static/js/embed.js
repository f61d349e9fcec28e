// Entry point of a diagram in a frame on another site.
import { mountKeyboard } from "./keyboard.js";
import { mountLiveReload } from "./live_reload.js";
import { mountNavigation } from "./navigation.js";
import { mountNotices } from "./notices.js";
import { mountPicture } from "./picture.js";

mountNavigation();
mountPicture();
mountKeyboard();
mountNotices();
mountLiveReload();
