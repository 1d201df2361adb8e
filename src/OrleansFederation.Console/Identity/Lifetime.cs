using System.CommandLine;
using OrleansFederation.Grants;

namespace OrleansFederation.Identity;

/// <summary>Reads how long something lasts.</summary>
internal static class Lifetime
{
    /// <summary>An option of this form.</summary>
    /// <param name="name">The option's name.</param>
    /// <param name="what">What lasts so long.</param>
    /// <param name="usual">How long it lasts where nothing is said.</param>
    public static Option<string> Option(string name, string what, string usual)
    {
        var option = new Option<string>(name) { Description = $"{what}, such as 30m, 12h or 30d.", HelpName = "TIME", DefaultValueFactory = _ => usual };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && Read(token.Value) is null)
            {
                result.AddError($"`{token.Value}` is not a time: write 30m, 12h or 30d");
            }
        });
        return option;
    }

    /// <summary>Reads a time.</summary>
    /// <returns>The time; null where the text is none, or is nothing.</returns>
    public static TimeSpan? Read(string text) =>
        text.Length > 1 && char.IsAsciiDigit(text[0]) && char.IsAsciiLetter(text[^1])
        && Expiry.Read(text, DateTimeOffset.UnixEpoch) is { } end && end > DateTimeOffset.UnixEpoch
            ? end - DateTimeOffset.UnixEpoch
            : null;
}
