using System.Globalization;

namespace OrleansFederation.Output;

/// <summary>Writes figures for people.</summary>
internal static class Figures
{
    /// <summary>A share or a loss with three decimals.</summary>
    public static string? Ratio(double? value) =>
        value is { } number ? double.IsFinite(number) ? number.ToString("0.000", CultureInfo.InvariantCulture) : "not finite" : null;

    /// <summary>A figure of any size with four digits.</summary>
    public static string? Digits(double? value) =>
        value is { } number ? double.IsFinite(number) ? number.ToString("G4", CultureInfo.InvariantCulture) : "not finite" : null;

    /// <summary>A count with thousands set apart.</summary>
    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A duration of work.</summary>
    public static string Seconds(double seconds) => seconds switch
    {
        < 1 => string.Create(CultureInfo.InvariantCulture, $"{seconds * 1000:0} ms"),
        < 100 => string.Create(CultureInfo.InvariantCulture, $"{seconds:0.0} s"),
        _ => Elapsed(TimeSpan.FromSeconds(seconds)),
    };

    /// <summary>Time that has gone by, as minutes and seconds.</summary>
    public static string Elapsed(TimeSpan span) => span.TotalHours >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalHours}:{span.Minutes:00}:{span.Seconds:00}")
        : string.Create(CultureInfo.InvariantCulture, $"{span.Minutes}:{span.Seconds:00}");

    /// <summary>A number of bytes.</summary>
    public static string Bytes(long bytes) => bytes switch
    {
        < 1024 => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
        < 1 << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.0} KiB"),
        < 1 << 30 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:0.0} MiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1073741824.0:0.0} GiB"),
    };

    /// <summary>A moment as seen from now.</summary>
    public static string Ago(DateTimeOffset at, DateTimeOffset now)
    {
        var span = now - at;
        var ahead = span < TimeSpan.Zero;
        var text = span.Duration() switch
        {
            { TotalSeconds: < 5 } => "now",
            { TotalSeconds: < 59.5 } s => $"{Math.Round(s.TotalSeconds)} s",
            { TotalMinutes: < 59.5 } s => $"{Math.Round(s.TotalMinutes)} min",
            { TotalHours: < 23.5 } s => $"{Math.Round(s.TotalHours)} h",
            var s => $"{Math.Round(s.TotalDays)} d",
        };
        return text == "now" ? text : ahead ? $"in {text}" : $"{text} ago";
    }

    /// <summary>A moment in ISO 8601, in UTC, to the second.</summary>
    public static string Iso(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>The beginning of a digest, enough to tell versions apart.</summary>
    public static string Short(string digest) => digest.Length > 12 ? digest[..12] : digest;

    /// <summary>A word of several from an enumeration's name: <c>RoundCommitted</c> becomes <c>round-committed</c>.</summary>
    public static string Word<T>(T value) where T : struct, Enum =>
        System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());
}
