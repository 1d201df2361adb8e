using System.CommandLine;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansFederation.Cli;
using OrleansFederation.Errors;
using OrleansFederation.Output;

namespace OrleansFederation.Identity;

/// <summary>Joins as a site: makes the key here, sends its public half, and waits for an operator's approval.</summary>
internal sealed class SiteJoinCommand : FedCommand
{
    private static readonly TimeSpan AskEvery = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan TokenLife = TimeSpan.FromMinutes(10);

    private readonly Argument<string> _code = new("CODE") { Description = "The code of the invitation." };
    private readonly Option<string> _url = new("--url") { Description = "A coordinator's HTTP address.", HelpName = "URL", Required = true };
    private readonly Option<string> _out = new("--out") { Description = "The folder for the key and the certificate.", HelpName = "DIR", Required = true };
    private readonly Option<string?> _authority = new("--authority") { Description = "The cluster's authority (ca.crt), where the coordinator's certificate is of no public one.", HelpName = "FILE" };
    private readonly Option<string> _wait = Lifetime.Option("--wait", "How long to wait for approval", "10m");

    public SiteJoinCommand() : base("join", "Joins a cluster as a site, with a key that is made here and stays here.", "fed site join CODE --url https://fed.example:8080 --out site")
    {
        Add(_code);
        Add(_url);
        Add(_out);
        Add(_authority);
        Add(_wait);
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var (code, folder) = (context.Get(_code), Path.GetFullPath(context.Get(_out)!));
        var site = InvitationCode.SiteOf(code) ?? throw FederationErrors.InvitationInvalid.Exception("CODE", "it is not of the form SITE.SECRET");
        using var http = new HttpClient(AuthorityHandler.Create(context.Get(_authority))) { BaseAddress = Address(context.Get(_url)!), Timeout = AnswerWithin };
        using var key = KeyOf(folder);
        context.Terminal.Say($"The key of {site} is {KeyThumbprint.Of(key)}, in {Path.Combine(folder, "site.key")}. It does not leave this machine.");

        var request = new CertificateRequest($"CN={site}", key, HashAlgorithmName.SHA256).CreateSigningRequestPem();
        var joined = await AnswerAsync(http.PostAsJsonAsync(
            "enrol",
            new EnrolmentRequest(code, key.ExportSubjectPublicKeyInfo(), key.SignData(Encoding.UTF8.GetBytes(code), HashAlgorithmName.SHA256), request),
            cancellationToken));
        context.Terminal.Say($"Joined. An operator compares the key and approves it: fed site approve {site} --key {joined.Id}");

        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bound.CancelAfter(Lifetime.Read(context.Get(_wait)!)!.Value);
        while (joined.State == "pending")
        {
            try
            {
                await Task.Delay(AskEvery, context.Host.Clock, bound.Token);
                joined = await StateAsync(http, key, joined, context.Host.Now, bound.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested && bound.IsCancellationRequested)
            {
                throw FederationErrors.ApprovalPending.Exception($"site {site}", $"the key {joined.Id} is not approved after {context.Get(_wait)}");
            }
        }

        if (joined.State != "approved")
        {
            throw FederationErrors.SiteNotApproved.Exception($"site {site}", $"the key {joined.Id} is {joined.State}");
        }

        var certificate = joined.Certificate is { } issued ? ReceivedCertificate.Write(issued, folder) : null;
        context.Terminal.Show(
            () => Listing.Facts(
                ("site", new Cell(site)),
                ("key", new Cell(joined.Id)),
                ("state", new Cell("approved", Palette.Good)),
                ("cluster", new Cell(joined.Audience)),
                ("FED_ARTIFACTS__CREDENTIAL", new Cell(Path.Combine(folder, "site.key"))),
                ("certificate", new Cell(certificate ?? "none: this cluster issues them with fed tls issue"))),
            () => new JsonObject { ["site"] = site, ["key"] = joined.Id, ["state"] = joined.State, ["cluster"] = joined.Audience, ["folder"] = folder, ["certificate"] = certificate });
        return ExitCodes.Ok;
    }

    private static async Task<EnrolmentAnswer> StateAsync(HttpClient http, ECDsa key, EnrolmentAnswer joined, DateTimeOffset now, CancellationToken cancellationToken)
    {
        using var ask = new HttpRequestMessage(HttpMethod.Get, "enrol/" + joined.Id);
        ask.Headers.Authorization = new AuthenticationHeaderValue("Bearer", TokenIssuer.IssueForSite(key, joined.Audience, joined.Site, now, TokenLife));
        return await AnswerAsync(http.SendAsync(ask, cancellationToken));
    }

    /// <summary>Takes the key that an earlier try has made, or makes one.</summary>
    private static ECDsa KeyOf(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw FederationErrors.FileNotWritable.Exception(folder, fault.Message);
        }

        var path = Path.Combine(folder, "site.key");
        return File.Exists(path) ? KeyFile.ReadPrivate(path) : KeyFile.Create(path);
    }

    private static Uri Address(string url) => Uri.TryCreate(url.TrimEnd('/') + "/", UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
        ? address
        : throw FederationErrors.Usage.Exception("--url", $"`{url}` is no HTTP address", "Write it as https://fed.example:8080.");

    private static async Task<EnrolmentAnswer> AnswerAsync(Task<HttpResponseMessage> asking)
    {
        try
        {
            using var response = await asking;
            if (response.IsSuccessStatusCode && await response.Content.ReadFromJsonAsync<EnrolmentAnswer>() is { } answer)
            {
                return answer;
            }

            var problem = await response.Content.ReadFromJsonAsync<JsonObject>();
            throw (problem?["code"]?.GetValue<string>() is { } code && FederationErrors.Find(code) is { } error ? error : FederationErrors.Unexpected)
                .Exception(problem?["place"]?.GetValue<string>() ?? "enrol", problem?["detail"]?.GetValue<string>() ?? $"the coordinator answered {(int)response.StatusCode}");
        }
        catch (Exception fault) when (fault is HttpRequestException or JsonException or TaskCanceledException { InnerException: TimeoutException })
        {
            var remedy = fault.InnerException is AuthenticationException
                ? "Give the certificate of the cluster's authority with --authority FILE: its ca.crt, which an operator has."
                : "Check --url, and that the coordinator runs.";
            throw new FederationException(FederationErrors.ClusterUnreachable.At("coordinator", $"it does not answer as one: {fault.GetBaseException().Message}", remedy), fault);
        }
    }
}
