exports.environments = {
  dev: { keepDays: 7 },
  stg: { keepDays: 30 },
  prd: { keepDays: 365 },
};
