using OrleansFederation.Randomness;

namespace OrleansFederation.Data;

/// <summary>
/// Divides the examples of one client into parts for training, validation and test. The division follows from the examples, the split and
/// the seed alone. Without groups and times each stratum is drawn from in one pass (selection sampling, Knuth, TAOCP 2, algorithm S), so that
/// the parts have exactly their shares, rounded, whatever the number of examples. Otherwise whole groups, or moments, are laid side by side
/// in each stratum, by time or in a seeded order, and cut where the shares say; a unit belongs to the part in which its middle lies.
/// </summary>
public static class DataSplit
{
    private const int Parts = 3;

    /// <summary>Divides examples.</summary>
    /// <param name="count">The number of examples.</param>
    /// <param name="split">The shares, whether to stratify, and whether there are groups and times.</param>
    /// <param name="label">The class of an example; asked only where the split is stratified.</param>
    /// <param name="group">The group of an example; asked only where the split names one.</param>
    /// <param name="time">The time of an example, a finite number; asked only where the split names one.</param>
    /// <param name="seed">The seed: of the federation and of the client.</param>
    /// <returns>The examples for training, validation and test, each ascending; together they are all, and none is in two.</returns>
    public static int[][] Divide(int count, SplitSpec split, Func<int, int> label, Func<int, ulong> group, Func<int, double> time, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(split);
        ArgumentNullException.ThrowIfNull(label);
        Func<int, int> stratum = split.Stratify ? label : static _ => 0;
        var owner = split.Group is null && split.Time is null ? Draw(count, split, stratum, seed) : Lay(count, split, stratum, group, time, seed);
        var sizes = new int[Parts];
        foreach (var part in owner)
        {
            sizes[part]++;
        }

        int[][] members = [new int[sizes[0]], new int[sizes[1]], new int[sizes[2]]];
        Array.Clear(sizes);
        for (var i = 0; i < count; i++)
        {
            members[owner[i]][sizes[owner[i]]++] = i;
        }

        return members;
    }

    private static byte[] Draw(int count, SplitSpec split, Func<int, int> stratum, ulong seed)
    {
        SortedDictionary<int, long[]> wanted = [];
        for (var i = 0; i < count; i++)
        {
            var of = stratum(i);
            if (!wanted.TryGetValue(of, out var sizes))
            {
                wanted[of] = sizes = new long[Parts + 1];
            }

            sizes[Parts]++;
        }

        var before = 0L;
        foreach (var sizes in wanted.Values)
        {
            var (train, validation) = Cuts(split, before, sizes[Parts]);
            before += sizes[Parts];
            (sizes[0], sizes[1], sizes[2]) = (train, validation - train, sizes[Parts] - validation);
        }

        SeededRandom random = new(seed);
        var owner = new byte[count];
        for (var i = 0; i < count; i++)
        {
            // Each example goes to a part with the chance of its places that are still free among all that are.
            var sizes = wanted[stratum(i)];
            var place = (long)(random.NextDouble() * sizes[Parts]);
            var part = place < sizes[0] ? 0 : place < sizes[0] + sizes[1] ? 1 : 2;
            sizes[part]--;
            sizes[Parts]--;
            owner[i] = (byte)part;
        }

        return owner;
    }

    private static byte[] Lay(int count, SplitSpec split, Func<int, int> stratum, Func<int, ulong> group, Func<int, double> time, ulong seed)
    {
        // Without groups, the examples of one moment and stratum stay together.
        Dictionary<(ulong Key, int Stratum), Unit> units = [];
        var unitOf = new Unit[count];
        for (var i = 0; i < count; i++)
        {
            var when = split.Time is null ? 0 : time(i);
            var key = split.Group is null ? (BitConverter.DoubleToUInt64Bits(when + 0.0), stratum(i)) : (group(i), 0);
            if (!units.TryGetValue(key, out var unit))
            {
                units[key] = unit = new(i);
            }

            unit.Add(stratum(i), when);
            unitOf[i] = unit;
        }

        SeededRandom random = new(seed);
        var strata = units.Values.OrderBy(unit => unit.First).GroupBy(unit => unit.Stratum).OrderBy(each => each.Key).ToList();
        var before = 0L;
        foreach (var own in strata)
        {
            var order = own.ToArray();
            random.Shuffle(order.AsSpan());
            if (split.Time is not null)
            {
                order = [.. order.OrderBy(unit => unit.Latest).ThenBy(unit => unit.First)];
            }

            var size = order.Sum(unit => (long)unit.Size);
            var (train, validation) = Cuts(split, before, size);
            before += size;
            var begin = 0L;
            foreach (var unit in order)
            {
                var middle = begin + unit.Size / 2.0;
                unit.Part = (byte)(middle <= train && split.Train > 0 ? 0 : middle <= validation && split.Validation > 0 ? 1 : split.Test > 0 ? 2 : split.Validation > 0 ? 1 : 0);
                begin += unit.Size;
            }
        }

        return Array.ConvertAll(unitOf, unit => unit.Part);
    }

    // What rounding takes from one stratum the next one gets, so that together they have the shares too.
    private static (long Train, long Validation) Cuts(SplitSpec split, long before, long count)
    {
        var train = Rounded(split.Train, before, count);
        return (train, split.Test == 0 ? count : split.Validation == 0 ? train : Math.Clamp(Rounded(split.Train + split.Validation, before, count), train, count));
    }

    private static long Rounded(double share, long before, long count) =>
        Math.Clamp((long)Math.Round(share * (before + count), MidpointRounding.AwayFromZero) - (long)Math.Round(share * before, MidpointRounding.AwayFromZero), 0, count);

    private sealed class Unit(int first)
    {
        private readonly SortedDictionary<int, int> _strata = [];

        public int First => first;

        public int Size { get; private set; }

        public double Latest { get; private set; } = double.NegativeInfinity;

        public byte Part { get; set; }

        // A group with several classes counts as the class that it has most of, of these the lowest.
        public int Stratum => _strata.MaxBy(each => each.Value).Key;

        public void Add(int stratum, double time)
        {
            _strata[stratum] = _strata.GetValueOrDefault(stratum) + 1;
            Size++;
            Latest = Math.Max(Latest, time);
        }
    }
}
