/** Plans and the log of the practice, as server/plan.py, plan_folder.py and practice_log.py answer. */

export type Goal = "learn" | "build" | "heavy" | "explosive";
export type Position = "lying" | "seated" | "standing";
export type Feel = "fine" | "tense" | "sore" | "achy" | "tired";
export type Muscle = "burnt_out" | "working" | "ready";
export type Felt = "target" | "elsewhere" | "nowhere";
export type SuggestionKind = "lighter" | "same" | "heavier" | "fewer" | "other_cue";

export interface Breathe {
  kind: "breathe"; say: string; pattern: "belly" | "sigh"; rounds: number; inhale_s: number; second_inhale_s: number; exhale_s: number;
}
export interface Scan { kind: "scan"; say: string; position: Position; short: boolean; }
export interface Activate { kind: "activate"; say: string; drill: string; reps: number; prepares: string; }
export interface SetStep {
  kind: "set"; say: string; exercise: string; reps: number | null; seconds: number | null; goal: Goal; load_percent: number | null;
  reach: boolean; association: string;
}
export interface Rest { kind: "rest"; say: string; seconds: number; }
export interface CheckInStep { kind: "check_in"; say: string; }
export interface Relax { kind: "relax"; say: string; position: "lying" | "seated"; tense_s: number; release_s: number; }
export type Step = Breathe | Scan | Activate | SetStep | Rest | CheckInStep | Relax;

export interface Plan { title: string; about: string; minutes: number; step: Step[]; }
export interface PlanAnswer { name: string; shipped: boolean; text: string; plan: Plan | null; error: string | null; line: number | null; }
export interface Checked { plan: Plan | null; error: string | null; line: number | null; }
export interface Drill {
  name: string; title: string; muscle: string; feel: string; steps: string[]; litmus: string; prepares: string[]; exercise: string | null;
}
export interface ExerciseTitle { name: string; title: string; kind: "rep" | "hold"; }

/** What a set came to: from the camera's report (`camera` true), or as the person says. `cue`: the last one given. */
export interface SetResult {
  exercise: string; camera: boolean; set_id: string | null; reps: number; seconds: number | null; scored: number; clean: number;
  reaches: number | null; cue: { text: string; helped: boolean | null } | null;
}
export type Marks = Record<string, { feel: Feel; note: string }>;
export interface ScanEntry { uid: string; at: string; position: Position; short: boolean; parts: Marks; }
export interface CheckEntry {
  uid: string; at: string; set_id: string | null; exercise: string; target: string; muscle: Muscle; felt: Felt; places: string[]; effort: number;
  reps: number | null; seconds: number | null; scored: number | null; clean: number | null; load_percent: number | null;
  suggestion: SuggestionKind; reason: string;
}
