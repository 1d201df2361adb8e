using System.Buffers.Text;
using System.CommandLine;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansFederation.Cli;
using OrleansFederation.Errors;
using OrleansFederation.Output;

namespace OrleansFederation.Identity;

/// <summary>Shows what a token claims.</summary>
internal sealed class TokenShowCommand : FedCommand
{
    private static readonly string[] Times = ["iat", "nbf", "exp"];

    private readonly Argument<string> _token = new("TOKEN") { Description = "The token, or - to read it from standard input." };

    public TokenShowCommand() : base("show", "Shows what a token claims; whether it is true only a cluster can tell.", "fed token show eyJhbGciOi…") => Add(_token);

    /// <inheritdoc/>
    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var given = context.Get(_token);
        var claims = Read((given == "-" ? await context.Host.In.ReadToEndAsync(cancellationToken) : given).Trim());
        context.Terminal.Show(
            () => Listing.Facts([("verified", new Cell("no: these are claims", Palette.Warning)), .. claims.Select(claim => (claim.Key, (Cell?)TextOf(claim.Key, claim.Value, context.Host.Now)))]),
            () => new JsonObject { ["verified"] = false, ["claims"] = claims.DeepClone() });
        return ExitCodes.Ok;
    }

    private static JsonObject Read(string token)
    {
        try
        {
            if (token.Split('.') is [_, var claims, _])
            {
                return JsonNode.Parse(Encoding.UTF8.GetString(Base64Url.DecodeFromChars(claims)))!.AsObject();
            }
        }
        catch (Exception fault) when (fault is FormatException or JsonException or InvalidOperationException)
        {
            // Said below, without repeating what was given: it may be a secret of another kind.
        }

        throw FederationErrors.Usage.Exception("TOKEN", "it is not a JSON Web Token", "Give the three parts with dots between them, as fed token issue prints them.");
    }

    private static Cell TextOf(string name, JsonNode? value, DateTimeOffset now) => value switch
    {
        JsonArray many => string.Join(", ", many.Select(one => one?.ToString())),
        JsonValue number when Times.Contains(name) && number.TryGetValue<long>(out var seconds)
            && seconds is > 0 and < 253_402_300_800 && DateTimeOffset.FromUnixTimeSeconds(seconds) is var at =>
            new Cell($"{Figures.Iso(at)} ({Figures.Ago(at, now)})", name == "exp" && at <= now ? Palette.Bad : Palette.Plain),
        _ => value?.ToString(),
    };
}
