using System.CommandLine;
using System.Text.Json.Nodes;
using OrleansFederation.Cli;
using OrleansFederation.Errors;
using OrleansFederation.Output;

namespace OrleansFederation.Plugins;

/// <summary>Computes the digest of a plugin. Nothing of it is loaded.</summary>
internal sealed class PluginDigestCommand : FedCommand
{
    private readonly Argument<string> _path = new("PATH") { Description = "The plugin's assembly, or the folder that it was published to.", HelpName = "PATH" };

    public PluginDigestCommand() : base("digest", "Computes the digest of a plugin's files: what a spec names, and what a site approves.", "fed plugin digest bin/Release/net10.0/MyPlugin.dll") => Add(_path);

    /// <inheritdoc/>
    public override Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var (folder, assembly) = PluginFolder.Find(context.Get(_path));
        var digest = PluginFolder.Digest(folder);
        context.Terminal.Show(
            () => Listing.Facts(("digest", new Cell(digest, Palette.Strong)), ("assembly", assembly), ("of all files in", folder)),
            () => new JsonObject { ["digest"] = digest, ["assembly"] = assembly, ["folder"] = folder });
        return Task.FromResult(ExitCodes.Ok);
    }
}
