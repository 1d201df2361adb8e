using System.CommandLine;
using System.Text.Json.Nodes;
using OrleansFederation.Cli;
using OrleansFederation.Errors;
using OrleansFederation.Output;

namespace OrleansFederation.Identity;

/// <summary>Makes the key pair of a cluster's issuer.</summary>
internal sealed class TokenKeyCommand : FedCommand
{
    private readonly Option<string> _out = new("--out") { Description = "The private key's file; the public key goes into FILE.pub.", HelpName = "FILE", Required = true };

    public TokenKeyCommand()
        : base("key", "Makes the key that a cluster's tokens are signed with.", "fed token key --out issuer.pem") => Add(_out);

    /// <inheritdoc/>
    public override Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var path = Path.GetFullPath(context.Get(_out)!);
        using var key = KeyFile.Create(path);
        var id = KeyThumbprint.Of(key);
        context.Terminal.Show(
            () => Listing.Facts(("private key", $"{path} (keep it, and keep it secret)"), ("public key", $"{path}.pub (for the silos: FED_IDENTITY__KEYFILE)"), ("id", id)),
            () => new JsonObject { ["privateKey"] = path, ["publicKey"] = path + ".pub", ["id"] = id });
        return Task.FromResult(ExitCodes.Ok);
    }
}
