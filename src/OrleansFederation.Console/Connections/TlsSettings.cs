using System.CommandLine;
using OrleansFederation.Naming;

namespace OrleansFederation.Connections;

/// <summary>Options that several commands of <c>fed tls</c> have.</summary>
internal static class TlsSettings
{
    private const int DefaultListDays = 90;
    private const int MostDays = 3650;
    private const string EverySite = "*";

    /// <summary>The folder to write to.</summary>
    public static Option<string> Out(string description) => new("--out") { Description = description, HelpName = "DIR", Required = true };

    /// <summary>The folder of the authority.</summary>
    public static Option<string> Authority() => new("--authority") { Description = "The folder that `fed tls init` wrote.", HelpName = "DIR", Required = true };

    /// <summary>How long a revocation list is good.</summary>
    public static Option<int> ListDays() => Days("--list-days", "Days until the revocation list must be written anew.", DefaultListDays);

    /// <summary>A number of days.</summary>
    public static Option<int> Days(string name, string description, int days)
    {
        var option = new Option<int>(name) { Description = description, HelpName = "DAYS", DefaultValueFactory = _ => days };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && int.TryParse(token.Value, out var given) && given is < 1 or > MostDays)
            {
                result.AddError($"{name} takes 1 to {MostDays} days");
            }
        });
        return option;
    }

    /// <summary>Lets an option take names only.</summary>
    /// <param name="option">The option.</param>
    /// <param name="alsoEvery">Whether <c>*</c> is allowed as well.</param>
    public static void CheckName<T>(Option<T> option, bool alsoEvery = false) => option.Validators.Add(result =>
    {
        foreach (var token in result.Tokens.Where(token => !Names.IsValid(token.Value) && !(alsoEvery && token.Value == EverySite)))
        {
            result.AddError($"`{token.Value}` is no name: names are made of a-z, 0-9, dot, underscore and hyphen");
        }
    });
}
