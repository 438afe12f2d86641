// The web application of the tests with msal-browser: what an integrator would write, without any workaround.
const { msal } = globalThis;
let app;

globalThis.start = async (config) => {
  app = new msal.PublicClientApplication({ auth: config });
  await app.initialize();
  try {
    const answer = await app.handleRedirectPromise();
    if (answer !== null) app.setActiveAccount(answer.account);
    return { token: answer?.accessToken ?? '', problem: '' };
  } catch (error) {
    return { token: '', problem: String(error) };
  }
};
globalThis.signIn = (scopes) => {
  void app.loginRedirect({ scopes });
};
globalThis.ask = (scopes) => {
  void app.acquireTokenRedirect({ scopes });
};
globalThis.renew = async (scopes, forceRefresh) => {
  const { accessToken, fromCache } = await app.acquireTokenSilent({ scopes, forceRefresh });
  return { token: accessToken, fromCache };
};
globalThis.renewInFrame = async (scopes, redirectUri) => {
  const [account] = app.getAllAccounts();
  return { token: (await app.ssoSilent({ scopes, account, redirectUri })).accessToken };
};
