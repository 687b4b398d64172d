/** What a message is, and which values it wants. */
export type PluralMessage = { readonly one: string; readonly other: string };
export type Message = string | PluralMessage;
export type Catalogue = { readonly [key: string]: Message };

/** The same keys, each of the same shape, in other words. */
export type Translation<C extends Catalogue> = { readonly [K in keyof C]: C[K] extends string ? string : PluralMessage };

type NamesIn<S> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | NamesIn<Rest> : never;
type NamesOf<M> = M extends PluralMessage ? NamesIn<M['one']> | NamesIn<M['other']> | 'count' : NamesIn<M>;

/** What `t` wants beside the key: nothing, or a value for every name in braces. */
export type Values<M> = [NamesOf<M>] extends [never] ? [] : [values: { readonly [N in NamesOf<M>]: string | number }];
