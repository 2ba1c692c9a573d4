/** What the review API takes and answers, as docs/api.md describes it. Times of day are ISO 8601 in UTC; `t...` are seconds of media time. */

export type Id = string | number;
export type Verdict = "agree" | "disagree";
export type Reason = "form_fine" | "wrong_fault" | "bad_tracking" | "wrong_moment" | "other";
export type Grade = "good" | "needs_work" | "poor" | "not_scored";

export interface Page<Item> { items: Item[]; next: string | null; total: number; more: boolean }
export interface AthleteRef { id: Id; name: string }
export interface ReviewShort { coach: string; verdict: Verdict; reason: Reason | null; at: string }
export interface Review extends ReviewShort { id: Id; finding_id: Id; note: string | null }

export interface QueueItem {
  id: Id; rep_id: Id; session_id: Id; athlete: AthleteRef | null; captured_at: string; exercise: string; kind: "rep" | "hold";
  side: "left" | "right" | null; rep_index: number; rule: string; rule_title: string; fault: string | null; grade: Grade;
  value: number | null; limit: number | null; error: number | null; unit: string; severity: number; t_worst: number | null;
  confidence: number; view: string; model: string; review_count: number; reviews: ReviewShort[]; thumbnail: string;
}
export interface Band { fault: string; limit: number; poor: number | null; error: number; unit: string; source: string }
export interface Episode { fault: string; t_start: number; t_end: number; value: number }
export interface FindingShort {
  id: Id; rule: string; rule_title: string; grade: Grade; fault: string | null; value: number | null; limit: number | null;
  error: number | null; unit: string; t_worst: number | null; flagged: boolean; reason: string | null; reviews: ReviewShort[];
}
export interface Missed {
  id: Id; rep_id: Id; session_id: Id; rule: string; fault: string; t: number | null; coach: string; note: string | null;
  value: number | null; limit: number | null; at: string;
}
export interface Phase { phase: string; t_start: number; t_end: number }
export interface RepShort {
  id: Id; index: number; kind: "rep" | "hold"; side: "left" | "right" | null; t_start: number; t_turn: number; t_end: number;
  score: number | null; flagged: boolean; findings: FindingShort[];
}
export interface RepDetail extends RepShort {
  exercise: string; view: string; phases: Phase[]; missed: Missed[]; tags: string[]; session: SessionDetail;
}
export interface FindingDetail extends QueueItem {
  reason: string | null; landmarks: number[]; episodes: Episode[]; measures: Record<string, number>; band: Band | null;
  channel: string; band_settings: string; rep: RepDetail; prev: Id | null; next: Id | null;
  agreement: { agree: number; disagree: number };
}
export interface Judged {
  finding_id: Id; rule: string; channel: string; unit: string; value: number | null; limit: number | null; poor?: number | null;
  error: number | null; t_worst: number | null;
}
export interface Series {
  /** Names of the channels that the page itself adds: angles as they look in the picture. */
  angles?: string[];
  t: number[]; image_size: [number, number]; landmarks: (number[] | null)[]; driver: string;
  channels: Record<string, (number | null)[]>; units?: Record<string, string>; judged: Judged[];
}
export interface BestRep { rep_id: Id; session_id: Id; score: number | null }
export interface OtherRep extends BestRep { captured_at: string; index: number; side: "left" | "right" | null; flagged: boolean }
export interface FrameTimes { times: number[]; size: [number, number] }

export type ShapeType = "line" | "arrow" | "angle" | "free";
export interface Shape { type: ShapeType; points: [number, number][]; colour?: string | null; width?: number | null; text?: string | null }
export interface Drawing { id: Id; session_id: Id; rep_id: Id | null; author: string; t: number; shapes: Shape[]; at: string }
export interface Comment { id: Id; session_id: Id; rep_id: Id | null; author: string; t: number | null; text: string; at: string }

export interface Media { url: string; type: string; width: number; height: number }
export interface SessionDetail {
  id: Id; kind: "set" | "video"; source: string; athlete: AthleteRef | null; exercise: string | null; model: string; view: string;
  fps: number; duration_s: number; frames: number; frames_with_pose: number; captured_at: string; created_at: string;
  notes: string[]; driver: string; media: Media | null; rep_count: number; flagged_count: number; unreviewed_count: number;
}
export interface SessionFull extends SessionDetail { reps: RepShort[]; comments: Comment[] }
export interface Footprint {
  sessions: number; reps: number; findings: number; reviews: number; comments: number; drawings: number; files: number; bytes: number;
}

export type JobState = "uploading" | "queued" | "running" | "done" | "failed" | "cancelled" | "duplicate";
export interface Job {
  id: Id; kind: "video" | "rescore"; name: string; state: JobState; size: number | null; received: number | null; done: number | null;
  total: number | null; unit: "frames" | "sessions"; eta_s: number | null; error: string | null; session_id: Id | null;
  athlete: AthleteRef | null; exercise: string | null; model: string | null; attempts: number; created_at: string; updated_at: string;
}
export interface Athlete { id: Id; name: string; note: string; created_at: string; sessions: number; reps: number; unreviewed: number }
export interface RuleShare { scored: number; clean: number; share: number | null }
export interface ProgressSet { session_id: Id; captured_at: string; reps: number; flagged: number; rules: Record<string, RuleShare> }
export interface ExerciseProgress { exercise: string; reps: number; goals: number[]; sets: ProgressSet[] }
export interface Progress { exercises: ExerciseProgress[] }

export interface TrustRow {
  rule: string; key: string | null; reviewed: number; right: number; wrong: number; split: number; precision: number | null;
  low: number | null; high: number | null; missed: number; kappa: number | null; kappa_n: number; reasons: Record<string, number>;
}
export interface Trust { rules: TrustRow[]; breakdown: Record<string, TrustRow[]> }
export interface TrustPoint { finding_id: Id | null; rep_id: Id; value: number; fault_seen: boolean; coach: string; source: "review" | "missed" }
export interface CurvePoint { limit: number; precision: number | null; recall: number | null; flagged: number }
export interface TrustDetail {
  rule: string; fault: string; unit: string; limit: number; poor: number | null; error: number; larger_is_fault: boolean;
  points: TrustPoint[]; curve: CurvePoint[];
}
export interface Override {
  id: Id; rule: string; fault: string; limit: number; athlete: AthleteRef | null; who: string; why: string; at: string;
  ended_at: string | null; ended_by: string | null;
}
export interface BandInForce {
  rule: string; rule_title: string; fault: string; unit: string; error: number; default: number; limit: number; poor: number | null;
  larger_is_fault: boolean; source: string; override: Override | null;
}
export interface Rule {
  id: string; title: string; judges: string; channel: string; exercises: string[];
  faults: { fault: string; unit: string; limit: number; poor: number | null; error: number }[];
}
export interface Home { unreviewed: number; unreviewed_worst: QueueItem[]; jobs: Job[]; sessions: SessionDetail[]; athletes: number }
