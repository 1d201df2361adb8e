using System.Globalization;
using System.Text;

namespace OrleansFederation.Federations;

/// <summary>Durations as specs write them: <c>10m</c>, <c>90s</c>, <c>1h30m</c>, <c>250ms</c>.</summary>
internal static class Duration
{
    private static readonly (string Unit, long Milliseconds)[] Units = [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)];

    /// <summary>Reads a duration; null where the text is none.</summary>
    /// <param name="text">The text, units in falling order.</param>
    public static TimeSpan? Parse(string text)
    {
        var rest = text.AsSpan();
        var (total, next) = (0L, 0);
        while (rest.Length > 0)
        {
            var digits = rest.IndexOfAnyExceptInRange('0', '9');
            if (digits is < 1 or > 9)
            {
                return null;
            }

            var unitLength = rest[digits..].IndexOfAnyInRange('0', '9') is var end and >= 0 ? end : rest.Length - digits;
            var unit = rest.Slice(digits, unitLength).ToString();
            var place = Array.FindIndex(Units, next, candidate => candidate.Unit == unit);
            if (place < 0)
            {
                return null;
            }

            total += long.Parse(rest[..digits], NumberStyles.None, CultureInfo.InvariantCulture) * Units[place].Milliseconds;
            next = place + 1;
            rest = rest[(digits + unitLength)..];
        }

        return text.Length == 0 ? null : TimeSpan.FromMilliseconds(total);
    }

    /// <summary>Writes a duration in the one way that equal durations share; below a millisecond it is cut off.</summary>
    /// <param name="duration">The duration, 0 or more.</param>
    public static string Format(TimeSpan duration)
    {
        var rest = (long)duration.TotalMilliseconds;
        if (rest == 0)
        {
            return "0s";
        }

        StringBuilder text = new();
        foreach (var (unit, milliseconds) in Units)
        {
            if (rest / milliseconds is var count and > 0)
            {
                text.Append(CultureInfo.InvariantCulture, $"{count}{unit}");
                rest %= milliseconds;
            }
        }

        return text.ToString();
    }
}
