using System.Text.Json.Nodes;
using OrleansFederation.Cli;
using OrleansFederation.Errors;
using OrleansFederation.Output;

namespace OrleansFederation.Connections;

/// <summary>Lists profiles.</summary>
internal sealed class ProfileListCommand() : FedCommand("list", "Lists profiles; the current one is marked.", "fed profile list")
{
    /// <inheritdoc/>
    public override Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var book = context.Profiles.Read();
        switch (context.Terminal.Mode)
        {
            case OutputMode.Text:
                context.Terminal.Out.Write(ProfileTables.List(book));
                break;
            case OutputMode.Json:
                context.Terminal.Write(new JsonObject
                {
                    ["current"] = book.Current ?? ConnectionProfile.Local,
                    ["profiles"] = new JsonArray([.. book.Profiles.Select(profile => (JsonNode)ProfileTables.Json(profile, book.Current == profile.Name))]),
                });
                break;
            case OutputMode.Jsonl:
                foreach (var profile in book.Profiles)
                {
                    context.Terminal.Stream(ProfileTables.Json(profile, book.Current == profile.Name));
                }

                break;
        }

        return Task.FromResult(ExitCodes.Ok);
    }
}
