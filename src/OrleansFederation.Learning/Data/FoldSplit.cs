using OrleansFederation.Randomness;

namespace OrleansFederation.Data;

/// <summary>
/// Deals the examples of one client into folds: every example is in exactly one. The dealing follows from the examples and the seed alone.
/// Without groups each class is shuffled and dealt in turn, the next class beginning where the last one ended: the folds' counts of a class
/// differ by at most one, and so do their sizes. Whole groups are dealt in a seeded order, larger ones first, each to the fold that is
/// poorest in what the group has: where Σ (share of the class that the fold holds) · (examples of the class in the group) is least; of equal
/// ones to the smallest, and of these to the first.
/// </summary>
public static class FoldSplit
{
    /// <summary>Deals examples.</summary>
    /// <param name="count">The number of examples.</param>
    /// <param name="folds">The number of folds, 2 or more.</param>
    /// <param name="label">The class of an example; the same for all where there are none.</param>
    /// <param name="group">The group of an example; null where there are no groups.</param>
    /// <param name="seed">The seed: of the repeat and of the client.</param>
    /// <returns>The fold of each example, from 0.</returns>
    public static int[] Deal(int count, int folds, Func<int, int> label, Func<int, ulong>? group, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(label);
        ArgumentOutOfRangeException.ThrowIfLessThan(folds, 2);
        SeededRandom random = new(seed);
        return group is null ? DealExamples(count, folds, label, random) : DealGroups(count, folds, label, group, random);
    }

    private static int[] DealExamples(int count, int folds, Func<int, int> label, SeededRandom random)
    {
        var fold = new int[count];
        var next = 0;
        foreach (var members in Enumerable.Range(0, count).GroupBy(label).OrderBy(one => one.Key))
        {
            var order = members.ToArray();
            random.Shuffle(order.AsSpan());
            foreach (var example in order)
            {
                fold[example] = next++ % folds;
            }
        }

        return fold;
    }

    private static int[] DealGroups(int count, int folds, Func<int, int> label, Func<int, ulong> group, SeededRandom random)
    {
        var classes = Enumerable.Range(0, count).CountBy(label).ToDictionary();
        var groups = Enumerable.Range(0, count).GroupBy(group).Select(members => members.ToArray()).ToArray();
        random.Shuffle(groups.AsSpan());
        var fold = new int[count];
        var (held, sizes) = (Enumerable.Range(0, folds).Select(_ => new Dictionary<int, int>()).ToArray(), new int[folds]);
        foreach (var members in groups.OrderByDescending(members => members.Length))
        {
            var own = members.CountBy(label).ToList();
            var chosen = Enumerable.Range(0, folds).MinBy(each => (own.Sum(one => (double)held[each].GetValueOrDefault(one.Key) / classes[one.Key] * one.Value), sizes[each]));
            foreach (var (of, number) in own)
            {
                held[chosen][of] = held[chosen].GetValueOrDefault(of) + number;
            }

            sizes[chosen] += members.Length;
            foreach (var example in members)
            {
                fold[example] = chosen;
            }
        }

        return fold;
    }
}
