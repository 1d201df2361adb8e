using System.Reflection;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using OrleansFederation.Auditing;
using OrleansFederation.Errors;
using OrleansFederation.Fixtures;
using OrleansFederation.Naming;

namespace OrleansFederation.Identity;

/// <summary>Every method of every grain, as each kind of caller from outside who should get nowhere.</summary>
public sealed class WalkTests(GuardedSilo silo) : IClassFixture<GuardedSilo>
{
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(10);

    private const Roles Every = Roles.Operator | Roles.Consumer | Roles.Auditor | Roles.Site;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static IEnumerable<MethodInfo> Methods => typeof(FederationErrors).Assembly.GetTypes()
        .Where(type => type.IsInterface && typeof(IGrain).IsAssignableFrom(type))
        .SelectMany(type => type.GetMethods());

    public static TheoryData<string> Names => [.. Methods.Select(NameOf)];

    public static TheoryData<string> OpenNames => [.. Methods.Where(method => method.IsDefined(typeof(OutsideAttribute))).Select(NameOf)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Nobody_without_a_good_token_gets_anywhere(string name)
    {
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        (string Kind, string? Token, string Code)[] callers =
        [
            ("anonymous", null, "FED4005"),
            ("expired", silo.Token("ada", Every, age: TimeSpan.FromHours(3)), "FED4006"),
            ("not yet valid", silo.Token("ada", Every, age: TimeSpan.FromHours(-3)), "FED4006"),
            ("forged signature", silo.Token("ada", Every, key: stranger), "FED4007"),
            ("of another cluster", silo.Token("ada", Every, audience: "another"), "FED4007"),
            ("garbage", "garbage", "FED4007"),
        ];

        foreach (var (kind, token, code) in callers)
        {
            await RefusedAsync(Method(name), token, code, kind);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_role_that_a_method_does_not_name_gets_nowhere(string name)
    {
        var method = Method(name);
        var outside = method.GetCustomAttribute<OutsideAttribute>();
        foreach (var role in new[] { Roles.Operator, Roles.Consumer, Roles.Auditor, Roles.Site }.Where(role => outside is null || !outside.Roles.HasFlag(role)))
        {
            await RefusedAsync(method, silo.Token("walker-" + role, role), outside is null ? "FED4010" : "FED4009", role.ToString());
        }
    }

    [Theory]
    [MemberData(nameof(OpenNames))]
    public async Task The_roles_that_a_method_names_get_past_the_gate(string name)
    {
        var method = Method(name);
        foreach (var role in new[] { Roles.Operator, Roles.Consumer, Roles.Auditor }.Where(role => method.GetCustomAttribute<OutsideAttribute>()!.Roles.HasFlag(role)))
        {
            var code = await CallAsync(method, silo.Token("walker-" + role, role));

            Assert.DoesNotContain(code, (string[])["FED4005", "FED4006", "FED4007", "FED4009", "FED4010"]);
        }
    }

    [Fact]
    public async Task What_Orleans_itself_offers_is_closed_to_every_role()
    {
        var grains = await silo.ConnectAsync();
        var management = grains.GetGrain<IManagementGrain>(0);
        foreach (var token in new[] { null, silo.Token("walker", Every) })
        {
            foreach (var method in typeof(IManagementGrain).GetMethods())
            {
                var code = await CallAsync(method, management, token);

                Assert.True(code == (token is null ? "FED4005" : "FED4010"), $"{method.Name}: {code}");
            }
        }
    }

    [Fact]
    public async Task System_targets_of_the_silo_are_closed_to_every_role()
    {
        var grains = await silo.ConnectAsync();
        var address = silo.Application.Services.GetRequiredService<ILocalSiloDetails>().SiloAddress.ToParsableString();
        var interfaces = new[] { typeof(IManagementGrain), typeof(IGrainFactory), typeof(ILocalSiloDetails) }.Select(type => type.Assembly)
            .Append(Assembly.Load("Orleans.Runtime")).Append(Assembly.Load("Orleans.Reminders")).Distinct()
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => type is { IsInterface: true, IsGenericType: false } && typeof(ISystemTarget).IsAssignableFrom(type) && type != typeof(ISystemTarget))
            .ToList();
        var targets = Assembly.Load("Orleans.Core").GetType("Orleans.Runtime.Constants", throwOnError: true)!
            .GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
            .Where(field => field.FieldType == typeof(GrainType)).Select(field => (GrainType)field.GetValue(null)!).ToList();
        Assert.NotEmpty(interfaces);
        Assert.NotEmpty(targets);

        var closed = 0;
        foreach (var type in interfaces)
        {
            foreach (var target in targets)
            {
                var reference = grains.GetGrain(GrainId.Create(target, address)).AsReference(type);
                foreach (var method in type.GetMethods().Where(method => method.Name is not ("GetClusterManifestUpdate" or "GetClusterManifest") && !method.IsDefined(typeof(Orleans.Concurrency.OneWayAttribute))))
                {
                    var code = await CallAsync(method, reference, silo.Token("walker", Every));

                    Assert.True(code is not null, $"{target}: {type.Name}.{method.Name} was answered");
                    closed += code == "FED4010" ? 1 : 0;
                }
            }
        }

        Assert.True(closed > interfaces.Count, $"only {closed} calls reached the gate");
    }

    private async Task RefusedAsync(MethodInfo method, string? token, string code, string caller)
    {
        if (method.IsDefined(typeof(Orleans.Concurrency.OneWayAttribute)))
        {
            // No answer tells: the record does.
            var before = await RecordedAsync(method, code);
            await CallAsync(method, token);
            using var bound = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
            bound.CancelAfter(TimeSpan.FromSeconds(30));
            while (await RecordedAsync(method, code) == before)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, bound.Token);
            }

            return;
        }

        var answer = await CallAsync(method, token);
        Assert.True(code == answer, $"{caller} at {NameOf(method)}: {answer ?? "answered"}");
    }

    private async Task<long> RecordedAsync(MethodInfo method, string code)
    {
        var services = silo.Application.Services;
        await services.GetRequiredService<AuditLog>().WriteAsync(Cancel);
        var what = $"{method.DeclaringType!.GetCustomAttribute<AliasAttribute>()!.Alias}/{method.GetCustomAttribute<AliasAttribute>()!.Alias}";
        return (await services.GetRequiredService<IAuditStore>().ListAsync(new(DateTimeOffset.UnixEpoch, null, code, 10_000), Cancel))
            .Where(entry => entry.What == what).Sum(entry => entry.Count);
    }

    private async Task<string?> CallAsync(MethodInfo method, string? token) =>
        await CallAsync(method, (await silo.GrainsAsync()).GetGrain(method.DeclaringType!, KeyOf(method.DeclaringType!, silo.Application.Services.GetRequiredService<ILocalSiloDetails>().SiloAddress)), token);

    /// <summary>Makes a call with a forged name and a forged proof beside the token; gives the code of the refusal, the fault's type, or null where it was answered.</summary>
    private static async Task<string?> CallAsync(MethodInfo method, object grain, string? token)
    {
        GuardedSilo.Introduce(token, principal: "ada", proof: "forged");
        var callable = method.IsGenericMethodDefinition ? method.MakeGenericMethod([.. method.GetGenericArguments().Select(type => type.GetGenericParameterConstraints() is [var bound, ..] ? bound : typeof(string))]) : method;
        using var answer = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        answer.CancelAfter(AnswerWithin);
        try
        {
            switch (callable.Invoke(grain, [.. callable.GetParameters().Select(Argument)]))
            {
                case Task task:
                    await task.WaitAsync(answer.Token);
                    break;
                case IAsyncEnumerable<Federations.FederationEvent> stream:
                    await using (var events = stream.GetAsyncEnumerator(answer.Token))
                    {
                        await events.MoveNextAsync();
                    }

                    break;
                case { } valueTask:
                    await (Task)valueTask.GetType().GetMethod("AsTask")!.Invoke(valueTask, [])!;
                    break;
            }

            return null;
        }
        catch (FederationException refusal)
        {
            return refusal.Code;
        }
        catch (TargetInvocationException fault)
        {
            return fault.InnerException!.GetType().Name;
        }
        catch (Exception fault) when (!Cancel.IsCancellationRequested)
        {
            return fault.GetType().Name;
        }
    }

    private static object? Argument(ParameterInfo parameter) => parameter.ParameterType switch
    {
        var type when type == typeof(string) => "walk",
        var type when type == typeof(CancellationToken) => Cancel,
        { IsValueType: true } type => Activator.CreateInstance(type),
        { IsArray: true } type => Array.CreateInstance(type.GetElementType()!, 0),
        _ => null,
    };

    private static string KeyOf(Type type, SiloAddress address) => type.Name switch
    {
        "ISiloDoctorGrain" => GrainKeys.Silo(address.ToParsableString()),
        "ISiteDoctorGrain" => GrainKeys.SiteDoctor("walk"),
        "ICatalogGrain" => GrainKeys.Catalog,
        "IIdentityGrain" => GrainKeys.Identity,
        "IAuditGrain" => GrainKeys.Audit,
        "IRoundGrain" => GrainKeys.Round("walk", 1),
        "IModelVersionGrain" => GrainKeys.ModelVersion("walk", 1),
        "IAccessGrantGrain" => GrainKeys.AccessGrant("walk", "walk"),
        "ITrainerGrain" => GrainKeys.Trainer("walk"),
        "IDataGrain" => GrainKeys.Examples("walk"),
        var name => name[1..^"Grain".Length].ToLowerInvariant() + "/walk",
    };

    private static string NameOf(MethodInfo method) => $"{method.DeclaringType!.Name}.{method.Name}";

    private static MethodInfo Method(string name) => Methods.Single(method => NameOf(method) == name);
}
