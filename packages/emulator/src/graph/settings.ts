/** How decisions are enforced. `unknown` decisions are refused by `strict` only. */
export type Enforcement = 'strict' | 'loose' | 'log' | 'off';

/** A provider of legacy alerts that does not answer, as the federated service reports it in a `Warning`. */
export interface ProviderFault {
  readonly vendor: string;
  readonly provider: string;
  /** Status that the provider answers, such as 403. */
  readonly status: number;
  readonly latencyMs: number;
}

/** Settings of the Graph side; all can be changed while the emulator runs. */
export interface GraphSettings {
  readonly enforcement: Enforcement;
  /** Operations that are not implemented answer an empty success of the right shape instead of 501. */
  readonly stub: boolean;
  /** Retired endpoints answer as they do after their retirement. */
  readonly retired: boolean;
  readonly providerFaults: readonly ProviderFault[];
}

/** The settings that an emulator starts with. */
export const DEFAULT_SETTINGS: GraphSettings = {
  enforcement: 'strict',
  stub: false,
  retired: false,
  providerFaults: [],
};
