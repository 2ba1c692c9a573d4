"""One file per rule, each defines `RULE`; `vision.rule.load_rules` finds them."""
