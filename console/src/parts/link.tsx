/** A link within the console, in Mantine's clothes, with the types of its address. */
import { Anchor, type AnchorProps, Button, type ButtonProps } from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import type { Ref } from 'react';

type AnchorLinkProps = Omit<AnchorProps, 'href'> & { readonly ref?: Ref<HTMLAnchorElement> };
type ButtonLinkProps = Omit<ButtonProps, 'href'> & { readonly ref?: Ref<HTMLAnchorElement> };

export const TextLink = createLink((props: AnchorLinkProps) => <Anchor {...props} />);
export const ButtonLink = createLink((props: ButtonLinkProps) => (
  <Button component="a" {...props} />
));
