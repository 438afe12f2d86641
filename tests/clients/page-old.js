// The web application of the tests with msal 1.x, whose only flow is the implicit one.
const { Msal } = globalThis;
let app;

globalThis.start = (config) => {
  app = new Msal.UserAgentApplication({ auth: { ...config, validateAuthority: false } });
  app.handleRedirectCallback(() => undefined);
  return { isSignedIn: app.getAccount() !== null };
};
globalThis.signIn = (scopes) => {
  void app.loginRedirect({ scopes });
};
globalThis.renew = async (scopes) => ({ token: (await app.acquireTokenSilent({ scopes })).accessToken });
