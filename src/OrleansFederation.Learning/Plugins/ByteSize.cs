using System.Globalization;

namespace OrleansFederation.Plugins;

/// <summary>Sizes of memory as people write them: a whole number and MiB or GiB.</summary>
public static class ByteSize
{
    /// <summary>The least that a process of the platform can be held to: 64 MiB.</summary>
    public const long Least = 64L << 20;

    private const long Most = 1L << 44;

    private static readonly (string Unit, int Shift)[] Units = [("GiB", 30), ("MiB", 20)];

    /// <summary>Reads a size.</summary>
    /// <param name="text">The text, such as <c>512MiB</c>.</param>
    /// <returns>The bytes; null where it is no size.</returns>
    public static long? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        foreach (var (unit, shift) in Units)
        {
            if (text.EndsWith(unit, StringComparison.Ordinal)
                && long.TryParse(text.AsSpan(0, text.Length - unit.Length).TrimEnd(), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && number <= Most >> shift)
            {
                return number << shift;
            }
        }

        return null;
    }

    /// <summary>Writes a size: in the largest unit of which it is a whole number, else in MiB, rounded up.</summary>
    /// <param name="bytes">The bytes.</param>
    public static string Format(long bytes) => bytes % (1L << 30) == 0 && bytes > 0
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes >> 30}GiB")
        : string.Create(CultureInfo.InvariantCulture, $"{(bytes + (1L << 20) - 1) >> 20}MiB");
}
