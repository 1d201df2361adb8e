using System.CommandLine;
using System.Text.Json.Nodes;
using OrleansFederation.Cli;
using OrleansFederation.Errors;
using OrleansFederation.Output;

namespace OrleansFederation.Connections;

/// <summary>Removes a profile.</summary>
internal sealed class ProfileRemoveCommand : FedCommand
{
    private readonly Argument<string> _name = new("NAME") { Description = "The profile's name." };

    public ProfileRemoveCommand() : base("remove", "Removes a profile; its files stay.", "fed profile remove trial") => Add(_name);

    /// <inheritdoc/>
    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var name = ProfileChoice.Find(context.Profiles, context.Get(_name)).Name;
        await context.Profiles.ChangeAsync(book => book.Without(name), cancellationToken);
        context.Terminal.Show(() => Block.Of(Line.Of($"{name} is removed")), () => new JsonObject { ["removed"] = name });
        return ExitCodes.Ok;
    }
}
