import { randomFrom } from '../twin/services/random.ts'

export type Statistic = 'median' | 'p95'

const quantiles: Record<Statistic, number> = { median: 0.5, p95: 0.95 }
const resamples = 500

/** A ratio of two statistics, and its 95 % confidence interval. */
export type Ratio = { value: number; low: number; high: number }

export const statistic = (values: ArrayLike<number>, which: Statistic): number =>
  quantile(Float64Array.from(values).sort(), quantiles[which])

/**
 * Compares a target with the floor. The interval comes from a bootstrap: the same statistic of
 * samples drawn from the samples.
 *
 * @param seed of the generator, so that the same samples give the same interval
 */
export const ratio = (
  target: readonly number[],
  floor: readonly number[],
  which: Statistic,
  seed = 1,
): Ratio => {
  const random = randomFrom(seed)
  const drawn = (values: readonly number[]) =>
    Float64Array.from(values, () => values[Math.floor(random() * values.length)] ?? Number.NaN)
  const ratios = Float64Array.from(
    { length: resamples },
    () => statistic(drawn(target), which) / statistic(drawn(floor), which),
  ).sort()
  return {
    value: statistic(target, which) / statistic(floor, which),
    low: quantile(ratios, 0.025),
    high: quantile(ratios, 0.975),
  }
}

/** Interpolates linearly between two values. */
function quantile(sorted: Float64Array, part: number): number {
  const place = (sorted.length - 1) * part
  const [below, above] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]]
  if (below === undefined || above === undefined) return Number.NaN
  return below + (above - below) * (place - Math.floor(place))
}
