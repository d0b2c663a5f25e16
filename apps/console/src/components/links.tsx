import { Anchor, type AnchorProps, Button, type ButtonProps, NavLink, type NavLinkProps } from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import type { AnchorHTMLAttributes, Ref } from 'react';

type Rest = Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'style' | 'color'> & { ref?: Ref<HTMLAnchorElement> };

/** A link within the console; its destination and query are checked by the router's types. */
export const TextLink = createLink((props: AnchorProps & Rest) => <Anchor component="a" {...props} />);

/** As {@link TextLink}, where it is the main thing to do. */
export const ButtonLink = createLink((props: ButtonProps & Rest) => <Button component="a" {...props} />);

/** An entry of the navigation. */
export const NavItem = createLink((props: NavLinkProps & Rest) => <NavLink component="a" {...props} />);
