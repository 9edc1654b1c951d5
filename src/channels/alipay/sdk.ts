/**
 * Alipay's official package with the keys of one account: it signs what we send and checks what Alipay
 * signs. Its own HTTP client is not used, and cannot be replaced: it does not say whether a request that
 * failed was sent, and takes an answer of any size.
 */
import type { AlipaySdk } from 'alipay-sdk';
import type { ChannelAccount } from '../../domain/channel.ts';
import { readPrivateKey, readPublicKeys } from '../rsa-keys.ts';

/** The package for an account; undefined while a setting that it needs is missing or no key. */
export async function openSdk({ settings }: ChannelAccount): Promise<AlipaySdk | undefined> {
  const { app_id: appId } = settings;
  const privateKey = readPrivateKey(settings.private_key ?? '');
  const [publicKey] = readPublicKeys(settings.alipay_public_key ?? '') ?? [];
  if (!appId || !privateKey || !publicKey) return undefined;
  // Loaded when it is first needed, as few centres have an account here.
  const { AlipaySdk } = await import('alipay-sdk');
  return new AlipaySdk({
    appId,
    // The package reads one way of writing each key only.
    keyType: 'PKCS8',
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    alipayPublicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    signType: 'RSA2',
  });
}
