/** The app that is looked at: part of the address, so that a link shows everybody the same. */
import { useNavigate, useSearch } from '@tanstack/react-router';

export function useChosenApp(): string | undefined {
  return useSearch({ strict: false }).app;
}

/** Narrows a list to the chosen app. */
export function useAppFilter(): { app_id?: string } {
  const app = useChosenApp();
  return app === undefined ? {} : { app_id: app };
}

export function useChooseApp(): (app: string | undefined) => void {
  const navigate = useNavigate();
  return (app) => {
    void navigate({ to: '.', search: (before: object) => ({ ...before, app }) as never });
  };
}
