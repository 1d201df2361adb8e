using System.CommandLine;
using System.Globalization;

namespace OrleansFederation.Cli;

/// <summary>Reads a time span as people write it: <c>90s</c>, <c>10m</c>, <c>2h</c>.</summary>
internal static class Duration
{
    private const int Most = 100_000;

    /// <summary>An option of this form.</summary>
    /// <param name="name">The option's name.</param>
    /// <param name="description">What it means.</param>
    /// <param name="usual">Its value where it is not given.</param>
    public static Option<string> Option(string name, string description, string usual)
    {
        var option = new Option<string>(name) { Description = description, HelpName = "TIME", DefaultValueFactory = _ => usual };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && Read(token.Value) is null)
            {
                result.AddError($"`{token.Value}` is not a time: write 90s, 10m or 2h");
            }
        });
        return option;
    }

    /// <summary>Reads a time span; null where the text is none.</summary>
    public static TimeSpan? Read(string text)
    {
        if (text.Length < 2 || !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > Most)
        {
            return null;
        }

        return char.ToLowerInvariant(text[^1]) switch
        {
            's' => TimeSpan.FromSeconds(number),
            'm' => TimeSpan.FromMinutes(number),
            'h' => TimeSpan.FromHours(number),
            _ => null,
        };
    }
}
