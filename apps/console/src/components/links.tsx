import { Anchor, type AnchorProps, Button, type ButtonProps, NavLink, type NavLinkProps } from '@mantine/core';
import { createLink, useRouter } from '@tanstack/react-router';
import type { AnchorHTMLAttributes, MouseEvent, ReactNode, Ref } from 'react';
import classes from './links.module.css';

type Rest = Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'style' | 'color'> & { ref?: Ref<HTMLAnchorElement> };

/** A link within the console; its destination and query are checked by the router's types. */
export const TextLink = createLink((props: AnchorProps & Rest) => <Anchor component="a" {...props} />);

/** As {@link TextLink}, where it is the main thing to do. */
export const ButtonLink = createLink((props: ButtonProps & Rest) => <Button component="a" {...props} />);

/** An entry of the navigation. */
export const NavItem = createLink((props: NavLinkProps & Rest) => <NavLink component="a" {...props} />);

/** To a device from a row of a table: a plain element, since a link that follows the address costs as much as its row. */
export function DeviceLink({ deviceId, children }: { deviceId: string; children: ReactNode }) {
  const router = useRouter();
  const target = { to: '/devices/$deviceId', params: { deviceId } } as const;
  const preload = () => void router.preloadRoute(target);
  const follow = (event: MouseEvent) => {
    // With these the browser opens a window or tab, or saves what it would lead to.
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    void router.navigate(target);
  };
  return (
    <a
      href={`/devices/${deviceId}`}
      className={classes.device}
      onClick={follow}
      onPointerEnter={preload}
      onFocus={preload}
    >
      {children}
    </a>
  );
}
