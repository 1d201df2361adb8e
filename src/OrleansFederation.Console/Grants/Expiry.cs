using System.CommandLine;
using System.Globalization;

namespace OrleansFederation.Grants;

/// <summary>Reads when a grant ends: a day, a moment, or a time from now.</summary>
internal static class Expiry
{
    /// <summary>An option of this form.</summary>
    /// <param name="name">The option's name.</param>
    public static Option<string?> Option(string name)
    {
        var option = new Option<string?>(name)
        {
            Description = "When it ends: a day (its end, UTC), a moment (ISO 8601), or a time from now such as 12h or 30d; without it never.",
            HelpName = "DATE",
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && Read(token.Value, DateTimeOffset.UnixEpoch) is null)
            {
                result.AddError($"`{token.Value}` is not a date: write 2027-01-31, 2027-01-31T12:00Z, 12h or 30d");
            }
        });
        return option;
    }

    /// <summary>Reads a date.</summary>
    /// <returns>The moment; null where the text is no date.</returns>
    public static DateTimeOffset? Read(string text, DateTimeOffset now)
    {
        if (text.Length > 1
            && char.ToLowerInvariant(text[^1]) is 'd' or 'h' or 'm'
            && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= 100_000)
        {
            return now + (char.ToLowerInvariant(text[^1]) switch
            {
                'd' => TimeSpan.FromDays(number),
                'h' => TimeSpan.FromHours(number),
                _ => TimeSpan.FromMinutes(number),
            });
        }

        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day < DateOnly.MaxValue)
        {
            return new DateTimeOffset(day.AddDays(1).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        }

        return text.Contains('T', StringComparison.OrdinalIgnoreCase)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
                ? moment
                : null;
    }
}
