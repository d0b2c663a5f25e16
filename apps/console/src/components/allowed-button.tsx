import { Button, type ButtonProps, Tooltip } from '@mantine/core';

interface Props extends ButtonProps {
  /** Why it cannot be pressed; absent: it can. */
  refusal?: string | undefined;
  onClick: () => void;
}

/** A button that says why it cannot be pressed; it keeps the focus, so that the reason can be reached by keyboard. */
export function AllowedButton({ refusal, onClick, ...props }: Props) {
  if (refusal === undefined) return <Button {...props} onClick={onClick} />;
  return (
    <Tooltip label={refusal} multiline maw={280} events={{ hover: true, focus: true, touch: true }}>
      <Button
        {...props}
        data-disabled
        aria-disabled
        aria-description={refusal}
        onClick={(event) => event.preventDefault()}
      />
    </Tooltip>
  );
}
