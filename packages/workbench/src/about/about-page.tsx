import type { ReactElement } from 'react';
import { hashOf } from '../route.ts';

interface Props {
  /** Whether the emulator serves the page, which may then talk to it. */
  readonly served: boolean;
}

/** What the workbench is, what it does with what it is given, and what it cannot know. */
export function AboutPage({ served }: Props): ReactElement {
  return (
    <article className="prose">
      <h1 className="title">About why403</h1>
      <p>
        Microsoft Graph often answers <b>403</b> without saying why. why403 reads the token, the request and the
        response, and says which rule refused, how sure that is, and what repairs it.
      </p>
      <h2>Where your token goes</h2>
      <p>
        {served
          ? 'Not off this machine. This page may talk to the emulator that it came from and to nothing else, which the browser enforces; what you paste under Explain and Plan is not sent there either, until you reproduce it.'
          : 'Nowhere. This page may not connect to anything: its content security policy says connect-src ’none’, which the browser enforces.'}{' '}
        It uses no cookies and no storage. A shared link and a report hold permissions, roles and the request, never the
        token, and no ids or names of people, tenants or applications.
      </p>
      <h2>How it decides</h2>
      <p>A request passes five gates, and the weakest one that could be checked is the answer.</p>
      <dl className="terms">
        <dt>Token</dt>
        <dd>It is for Microsoft Graph (claim aud), within its lifetime (nbf, exp), and of the right cloud.</dd>
        <dt>Operation</dt>
        <dd>Method and address name something that exists.</dd>
        <dt>Permission</dt>
        <dd>
          The token carries one that is accepted: in scp when an application acts for a user (delegated), in roles when
          it acts for itself (application).
        </dd>
        <dt>Role</dt>
        <dd>Where the operation demands it, the signed-in user has a directory role: claim wids.</dd>
        <dt>Policy</dt>
        <dd>Rules on a single object, such as ownership. A token never shows them.</dd>
      </dl>
      <h2>What it cannot know</h2>
      <ul>
        <li>Whether the signature is right: only Microsoft Graph can check it.</li>
        <li>Licences, Conditional Access, and what was granted after the token was issued.</li>
        <li>Roles that tokens do not show: those of Purview, Defender, Intune, and custom roles.</li>
        <li>Operations that Microsoft’s permission table leaves out. Then it says “cannot tell”, not “refused”.</li>
      </ul>
      <p>
        The facts and their sources are under <a href={hashOf({ view: 'operations', search: '' })}>Explore</a>. The
        command <code>why403 explain</code> gives the same answers in a terminal.
      </p>
    </article>
  );
}
