// Entry point of the explorer. Every link works without script; here it works without a page load.
import { mountCopyButtons } from "./clipboard.js";
import { mountControls } from "./controls.js";
import { mountDownloads } from "./downloads.js";
import { mountFind } from "./find.js";
import { mountKernelSliders } from "./kernel_slider.js";
import { mountKeyboard } from "./keyboard.js";
import { mountLecture } from "./lecture.js";
import { mountLiveReload } from "./live_reload.js";
import { mountNavigation } from "./navigation.js";
import { mountNotices } from "./notices.js";
import { mountPicker } from "./picker.js";
import { mountPicture } from "./picture.js";
import { mountReveal } from "./reveal.js";
import { mountRoving } from "./roving.js";
import { mountScrolling } from "./scrolling.js";
import { mountSheet } from "./sheet.js";
import { mountViews } from "./views.js";

mountNavigation();
mountPicture();
mountPicker();
mountRoving();
mountLecture();
mountKeyboard();
mountSheet();
mountControls();
mountFind();
mountViews();
mountReveal(); // of what the views have put in place
mountDownloads();
mountCopyButtons();
mountNotices();
mountScrolling();
mountKernelSliders();
mountLiveReload();
