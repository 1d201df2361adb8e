using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace OrleansFederation.Specs;

/// <summary>Types plain scalars by the core schema of YAML 1.2 (section 10.3.2): <c>no</c>, <c>on</c>, <c>1_000</c> and dates stay text.</summary>
internal static partial class YamlScalars
{
    /// <summary>The JSON of a plain scalar that is null, a truth value or a number.</summary>
    /// <param name="text">The scalar.</param>
    /// <returns>The JSON; null where the scalar is text, which not-a-number and the infinities stay, since JSON has none.</returns>
    public static string? Resolve(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => "null",
        "true" or "True" or "TRUE" => "true",
        "false" or "False" or "FALSE" => "false",
        _ when Decimal().Match(text) is { Success: true } match => Normalise(match),
        _ when Hexadecimal().IsMatch(text) => BigInteger.Parse("0" + text[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture),
        _ when Octal().IsMatch(text) => text[2..].Aggregate(BigInteger.Zero, (value, digit) => value * 8 + (digit - '0')).ToString(CultureInfo.InvariantCulture),
        _ => null,
    };

    // JSON has neither +1 nor 007, .5 or 1.
    private static string Normalise(Match match)
    {
        var whole = match.Groups["whole"].Value.TrimStart('0');
        var part = match.Groups["part"].Value;
        var sign = match.Groups["sign"].Value == "-" ? "-" : "";
        return sign + (whole.Length == 0 ? "0" : whole) + (part.Length == 0 ? "" : "." + part) + match.Groups["power"].Value;
    }

    [GeneratedRegex(@"^(?<sign>[-+]?)(?:(?<whole>[0-9]+)(?:\.(?<part>[0-9]*))?|\.(?<part>[0-9]+))(?<power>[eE][-+]?[0-9]+)?\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Decimal();

    [GeneratedRegex(@"^0x[0-9a-fA-F]{1,32}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Hexadecimal();

    [GeneratedRegex(@"^0o[0-7]{1,32}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Octal();
}
