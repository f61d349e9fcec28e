// A diagram in a frame on another site: its volumes answer, and lead to other places without a new page.
import { mountKeyboard } from "./keyboard.js";
import { mountNavigation } from "./navigation.js";
import { mountNotices } from "./notices.js";
import { mountPicture } from "./picture.js";

mountNavigation();
mountPicture();
mountKeyboard();
mountNotices();
