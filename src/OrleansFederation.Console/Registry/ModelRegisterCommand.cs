using System.CommandLine;
using OrleansFederation.Cli;
using OrleansFederation.Errors;
using OrleansFederation.Output;
using OrleansFederation.Specs;

namespace OrleansFederation.Registry;

/// <summary>Registers a version that was made elsewhere.</summary>
internal sealed class ModelRegisterCommand : FedCommand
{
    private readonly Argument<string> _model = new("MODEL") { Description = "The model that it becomes a version of; made where it does not exist." };
    private readonly Option<string> _parameters = new("--parameters") { Description = "The parameters as safetensors (F32, F16 or BF16).", HelpName = "FILE", Required = true };
    private readonly Option<string?> _like = new("--like") { Description = "The version whose spec and preprocessing it shares: 12, an alias, or MODEL@VERSION of another model.", HelpName = "VERSION" };
    private readonly Option<string?> _spec = new("--spec") { Description = "The spec whose model it is, in place of --like.", HelpName = "SPEC" };
    private readonly Option<string?> _onnx = new("--onnx") { Description = "An ONNX file that must give the same outputs; the version's own is always made here.", HelpName = "FILE" };
    private readonly Option<string[]> _parents = new("--parent") { Description = "A version of MODEL that it was made from; may be given several times.", HelpName = "VERSION" };
    private readonly Option<string?> _note = new("--note") { Description = "What to say about it in its manifest.", HelpName = "TEXT" };

    public ModelRegisterCommand()
        : base("register", "Registers a version that was made elsewhere, as not trained here.", "fed model register digits --parameters mine.safetensors --like v10 --parent v10")
    {
        Add(_model);
        Add(_parameters);
        Add(_like);
        Add(_spec);
        Add(_onnx);
        Add(_parents);
        Add(_note);
        Validators.Add(result =>
        {
            if (result.GetResult(_like) is null == result.GetResult(_spec) is null)
            {
                result.AddError("Say which model it is by one of --like VERSION and --spec SPEC");
            }
        });
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var (model, parameters, onnx) = (context.Get(_model), Path.GetFullPath(context.Get(_parameters)!), context.Get(_onnx) is { } given ? Path.GetFullPath(given) : null);
        var spec = context.Get(_spec) is { } source ? SpecSource.Find(source).Validate().Document.Json : null;
        var request = new RegistrationRequest
        {
            Model = model,
            Parameters = await FederationClient.DescribeAsync(parameters, cancellationToken),
            Onnx = onnx is null ? null : await FederationClient.DescribeAsync(onnx, cancellationToken),
            Spec = spec,
            Note = context.Get(_note),
        };
        await using var session = await context.OpenAsync(cancellationToken);
        if (context.Get(_like) is { } like)
        {
            var at = like.IndexOf('@', StringComparison.Ordinal);
            var (name, reference) = at < 0 ? (model, like) : (like[..at], like[(at + 1)..]);
            request = request with { LikeModel = name, LikeVersion = await session.Client.ResolveAsync(name, reference, cancellationToken) };
        }

        List<int> parents = [];
        foreach (var parent in context.Get(_parents) ?? [])
        {
            parents.Add(await session.Client.ResolveAsync(model, parent, cancellationToken));
        }

        var manifest = await session.Client.RegisterAsync(request with { Parents = parents }, parameters, onnx, cancellationToken);
        var version = new VersionView(manifest, BytesKept: true, []);
        context.Terminal.Show(() => ModelTables.Version(version, context.Host.Now), () => JsonForm.Of(version));
        return ExitCodes.Ok;
    }
}
