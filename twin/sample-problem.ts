/** A problem as a coding-test site describes it, for the page and the `curl` line. */
export const problem = {
  title: 'Two Sum',
  description:
    'Given a list of whole numbers and a target, return the positions of the two numbers that add up to the target. Each input has exactly one answer; the same element may not be used twice.',
  constraints: ['2 <= nums.length <= 10^5', '-10^9 <= nums[i] <= 10^9'],
  examples: [{ input: 'nums = [2, 7, 11, 15], target = 9', output: '[0, 1]' }],
}

export const starterCode = `def two_sum(nums, target):
    for i in range(len(nums)):
        for j in range(len(nums)):
            if nums[i] + nums[j] == target:
                return [i, j]
`
