/** The report of a set, schema 1: the fields of vision/report.schema.json that these pages read. */

export interface ReportFinding {
  rule: string;
  grade: "good" | "needs_work" | "poor" | "not_scored";
  fault: string | null;
  value: number | null;
  unit: string;
  t_worst: number | null;
  confidence: number;
  reason: string | null;
  limit?: number | null;
  landmarks?: number[];
  episodes?: { fault: string; t_start: number | null; t_end: number | null; value: number | null }[];
}

export interface ReportRep {
  index: number;
  kind: "rep" | "hold";
  side: "left" | "right" | null;
  t_start: number;
  t_turn: number;
  t_end: number;
  score: number | null;
  flagged: boolean;
  findings: ReportFinding[];
  extras?: Record<string, boolean>;
}

export interface ReportCue {
  t: number;
  rule: string;
  fault: string;
  focus: "internal" | "external";
  text: string;
  muscle?: string;
}

export interface Report {
  schema: 1;
  exercise: string | null;
  duration_s: number;
  frames: number;
  frames_with_pose: number;
  fps: number;
  view: string;
  reps: ReportRep[];
  cues: ReportCue[];
  notes?: string[];
  driver?: string;
  track?: [number, number | null][];
}
