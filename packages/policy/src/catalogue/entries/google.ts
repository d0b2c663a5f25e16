import type { CatalogueFile } from '../schema.ts';
import { AS_OF, PLAY_DEVICES } from './shared-sources.ts';

const HOSTS = { title: 'Google, Android Enterprise network requirements', url: 'https://support.google.com/work/android/answer/10513641', date: AS_OF };
const REPORT = { title: 'Alphabet Inc., Form 10-K for 2024', url: 'https://abc.xyz/investor/', date: '2025-02-05' };

/** Google. Its services run on nearly every Android handset outside China, so no package is Google's alone. */
export const google: CatalogueFile = {
  vendor: {
    key: 'google',
    name: 'Google',
    legalNames: ['Google LLC', 'Google Inc.', 'Google Ireland Limited', 'Google India Private Limited', 'Alphabet Inc.'],
    brands: ['Google', 'Pixel', 'Nexus'],
    spellings: ['谷歌'],
    models: ['Pixel', 'Pixel *', 'Nexus *', 'Galaxy Nexus', 'Google *'],
    products: ['sailfish', 'marlin', 'walleye', 'taimen', 'blueline', 'crosshatch', 'bonito', 'coral', 'sunfish', 'bramble', 'redfin', 'barbet', 'oriole', 'raven', 'bluejay', 'cheetah', 'tangorpro', 'felix', 'shiba', 'husky', 'akita', 'tokay', 'caiman', 'komodo', 'tegu'],
    packages: [],
    domains: ['google.com', 'google.cn', 'google.co.in', 'google.co.uk', 'google.de', 'google.fr', 'googleapis.com', 'googleapis.cn', 'gstatic.com', 'ggpht.com', 'googleusercontent.com', 'googlevideo.com', 'youtube.com', 'youtube-nocookie.com', 'ytimg.com', 'youtu.be', 'gmail.com', 'android.com', 'g.co', 'goo.gl', 'google-analytics.com', 'googleanalytics.com', 'googletagmanager.com', 'googletagservices.com', 'googleadservices.com', 'googlesyndication.com', 'doubleclick.net', 'app-measurement.com', 'crashlytics.com', 'firebaseio.com', 'firebase.com', 'gvt1.com', 'gvt2.com', 'gvt3.com', '1e100.net', 'googlezip.net', 'withgoogle.com', 'chromium.org', 'waze.com', 'admob.com', 'dns.google', 'pki.goog', 'blogger.com', 'blogspot.com'],
    country: 'US',
    seat: 'US',
    // Nexus 6P, Nexus 6, Galaxy Nexus and Nexus S, Nexus 10
    madeBy: ['huawei', 'lenovo', 'samsung'],
    buildPattern: 'android',
    sources: [REPORT, PLAY_DEVICES, HOSTS],
    asOf: AS_OF,
  },
  services: [
    { key: 'google/play-services', vendor: 'google', name: 'Google Play services', domains: ['android.clients.google.com', 'play.googleapis.com', 'android.googleapis.com'], packages: ['com.google.android.gms', 'com.google.android.gsf', 'com.android.vending'], accountTypes: ['com.google'], sources: [HOSTS], asOf: AS_OF },
    { key: 'google/cloud-messaging', vendor: 'google', name: 'Firebase Cloud Messaging', domains: ['mtalk.google.com', 'fcm.googleapis.com', 'gcm-http.googleapis.com'], packages: ['com.google.android.gms'], accountTypes: [], sources: [HOSTS], asOf: AS_OF },
    { key: 'google/drive', vendor: 'google', name: 'Google Drive and backup', domains: ['drive.google.com', 'docs.google.com', 'drivefrontend-pa.googleapis.com'], packages: ['com.google.android.apps.docs', 'com.google.android.backuptransport'], accountTypes: ['com.google'], sources: [HOSTS], asOf: AS_OF },
    { key: 'google/photos', vendor: 'google', name: 'Google Photos', domains: ['photos.google.com', 'photosdata-pa.googleapis.com'], packages: ['com.google.android.apps.photos'], accountTypes: ['com.google'], sources: [HOSTS], asOf: AS_OF },
    { key: 'google/analytics', vendor: 'google', name: 'Google Analytics, Firebase and advertising', domains: ['google-analytics.com', 'app-measurement.com', 'crashlytics.com', 'googleadservices.com', 'googlesyndication.com', 'doubleclick.net'], packages: [], accountTypes: [], sources: [REPORT], asOf: AS_OF },
  ],
};
