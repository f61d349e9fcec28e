// The explorer comes alive: every link already works without this; here it works without a new page.
import { mountControls } from "./controls.js";
import { mountDownloads } from "./downloads.js";
import { mountFind } from "./find.js";
import { mountKeyboard } from "./keyboard.js";
import { mountNavigation } from "./navigation.js";
import { mountNotices } from "./notices.js";
import { mountPicture } from "./picture.js";
import { mountScrolling } from "./scrolling.js";
import { mountViews } from "./views.js";
import { mountWalks } from "./kernel_slider.js";

mountNavigation();
mountPicture();
mountKeyboard();
mountControls();
mountFind();
mountViews();
mountDownloads();
mountNotices();
mountScrolling();
mountWalks();
