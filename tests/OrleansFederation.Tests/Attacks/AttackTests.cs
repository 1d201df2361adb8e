using System.Text.Json.Nodes;
using OrleansFederation.Data;
using OrleansFederation.Federations;

namespace OrleansFederation.Attacks;

public sealed class AttackTests
{
    [Fact]
    public void Names_are_in_order_each_finds_its_attack_and_the_schema_knows_them_with_their_arguments()
    {
        Assert.Equal(KnownAttacks.All.Select(attack => attack.Name).Order(StringComparer.Ordinal), KnownAttacks.All.Select(attack => attack.Name));
        Assert.All(KnownAttacks.All, attack => Assert.Same(attack, KnownAttacks.Find(attack.Name)));
        var how = FederationSchema.Root.GetProperty("properties").GetProperty("attack").GetProperty("oneOf")[1].GetProperty("properties").GetProperty("how").GetProperty("oneOf");
        Assert.Equal(KnownAttacks.All.Select(attack => attack.Name), how[0].GetProperty("enum").EnumerateArray().Select(name => name.GetString()));
        foreach (var attack in KnownAttacks.All)
        {
            var schema = how[1].GetProperty("properties").GetProperty(attack.Name);
            Assert.Equal(attack.Description, schema.GetProperty("description").GetString());
            var arguments = (schema.TryGetProperty("oneOf", out var forms) ? forms[1] : schema).GetProperty("properties");
            Assert.Equal(attack.Arguments.Select(argument => argument.Name), arguments.EnumerateObject().Select(member => member.Name));
            foreach (var argument in attack.Arguments)
            {
                var told = arguments.GetProperty(argument.Name);
                Assert.Equal(argument.Description, told.GetProperty("description").GetString());
                Assert.Equal<double>([argument.Default!.Value, argument.Minimum, argument.Maximum], [told.GetProperty("default").GetDouble(), told.GetProperty("minimum").GetDouble(), told.GetProperty("maximum").GetDouble()]);
            }
        }
    }

    [Fact]
    public void Updates_are_turned_round_stretched_and_replaced_by_noise()
    {
        float[] honest = [1, -2, 0.5f];

        Assert.Equal([-2, 4, -1], new SignFlip().Corrupt([[.. honest]], Attacker("signflip", ("factor", 2))));
        Assert.Equal([10, -20, 5], new Scale().Corrupt([[.. honest]], Attacker("scale")));
        var noise = new Noise().Corrupt([new float[20_000]], Attacker("noise"));
        Assert.InRange(Math.Sqrt(noise.Average(value => (double)value * value)), 0.098, 0.102);
        Assert.Equal(noise, new Noise().Corrupt([new float[20_000]], Attacker("noise")));
        Assert.Equal(700, new Overstate().Claim(7, Attacker("overstate")));
    }

    [Fact]
    public void Colluding_attackers_send_the_mean_less_deviations_and_all_the_same()
    {
        float[][] honest = [[1, 4], [3, 4], [5, 4]];

        var sent = new Alie().Corrupt(honest, Attacker("alie", ("z", 1.5)));

        Assert.Equal(3 - 1.5 * Math.Sqrt(8.0 / 3), sent[0], 1e-6);
        Assert.Equal(4, sent[1]);
    }

    [Theory]
    [InlineData(50, 24, 1.4261)]
    [InlineData(50, 12, 0.3360)]
    [InlineData(9, 4, 0.8416)]
    [InlineData(4, 3, 10)]
    public void The_largest_z_leaves_as_many_honest_clients_farther_out_as_the_attackers_lack(int clients, int attackers, double z) =>
        Assert.Equal(z, Alie.LargestZ(clients, attackers), 0.0001);

    [Fact]
    public void Labels_are_turned_round_and_inputs_left()
    {
        var flipped = new LabelFlip().Poison(new Numbers(), Attacker("labelflip"));
        var (targets, inputs) = (new float[2], new float[32]);
        flipped.ReadTargets([0, 3], targets);
        flipped.ReadInputs([0, 3], inputs);

        Assert.Equal([9, 6], targets);
        Assert.All(inputs, value => Assert.Equal(0, value));
        var regression = new LabelFlip().Poison(new Numbers(), Attacker("labelflip") with { Classes = 0 });
        regression.ReadTargets([3], targets);
        Assert.Equal(-3, targets[0]);
    }

    [Fact]
    public void A_share_of_examples_has_the_trigger_in_its_corner_and_its_class()
    {
        var poisoned = new Backdoor().Poison(new Numbers(), Attacker("backdoor", ("target", 4), ("size", 2), ("share", 0.25)));
        int[] all = [.. Enumerable.Range(0, poisoned.Count)];
        var (targets, inputs) = (new float[all.Length], new float[all.Length * 16]);
        poisoned.ReadTargets(all, targets);
        poisoned.ReadInputs(all, inputs);

        float[] trigger = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 3, 3];
        var stamped = all.Where(i => inputs[i * 16 + 15] != 0).ToList();
        Assert.InRange(stamped.Count, 200, 300);
        Assert.All(stamped, i => Assert.Equal(trigger, inputs.AsSpan(i * 16, 16).ToArray()));
        Assert.All(all, i => Assert.Equal(stamped.Contains(i) ? 4 : i % 10, targets[i]));
    }

    [Fact]
    public void Who_attacks_follows_from_the_seed_or_is_named()
    {
        var share = Read("""{ "clients": 0.34, "how": "signflip", "from": 2 }""").OrThrow().Spec;
        var named = Read("""{ "clients": [2, 0], "how": { "scale": 20 } }""").OrThrow();

        Assert.Equal(KnownAttacks.Ordinals(share), KnownAttacks.Ordinals(Read("""{ "clients": 0.34, "how": "signflip", "from": 2 }""").OrThrow().Spec));
        Assert.Single(KnownAttacks.Ordinals(share));
        Assert.Null(KnownAttacks.Of(share, 1, KnownAttacks.Ordinals(share)[0], []));
        Assert.NotNull(KnownAttacks.Of(share, 2, KnownAttacks.Ordinals(share)[0], []));
        Assert.Equal([0, 2], KnownAttacks.Ordinals(named.Spec));
        Assert.Null(KnownAttacks.Of(named.Spec, 1, 1, []));
        Assert.Equal(20, named.Spec.Attack!["factor"]);
        Assert.Equal(named.Document, SpecReader.Read(named.Document.Json).OrThrow().Document);
        Assert.Equal("this is a trial: clients 0, 2 send updates many times too long.", AttackText.Of(named.Spec));
    }

    [Theory]
    [InlineData("""{ "clients": [7], "how": "signflip" }""", "attack.clients")]
    [InlineData("""{ "clients": 0.1, "how": "signflip" }""", "attack.clients")]
    [InlineData("""{ "clients": [1], "how": "alie" }""", "attack.clients")]
    [InlineData("""{ "clients": [1], "how": { "backdoor": 10 } }""", "attack.how")]
    [InlineData("""{ "clients": [1], "how": "bribe" }""", "attack.how")]
    [InlineData("""{ "clients": [1], "how": "noise", "from": 99 }""", "attack.from")]
    [InlineData("""{ "how": "noise" }""", "attack.clients")]
    public void What_cannot_attack_is_refused(string attack, string place) =>
        Assert.Equal(place, Assert.Single(Read(attack).Problems).Place);

    [Fact]
    public void A_model_that_does_not_work_out_is_told_as_that()
    {
        var json = JsonNode.Parse(SpecSamples.Small)!;
        json["clients"] = JsonNode.Parse("""{ "simulate": 4 }""");
        json["model"]!["layers"] = JsonNode.Parse("""[{ "conv2d": { "out": 4, "kernel": 99 } }]""");
        json["attack"] = JsonNode.Parse("""{ "clients": [1], "how": "backdoor" }""");

        Assert.StartsWith("model", Assert.Single(SpecReader.Read(json.ToJsonString()).Problems).Place, StringComparison.Ordinal);
    }

    private static SpecResult Read(string attack)
    {
        var json = JsonNode.Parse(SpecSamples.Small)!;
        json["clients"] = JsonNode.Parse("""{ "simulate": 4 }""");
        json["attack"] = JsonNode.Parse(attack);
        return SpecReader.Read(json.ToJsonString());
    }

    private static Attacker Attacker(string name, params (string Name, double Value)[] given)
    {
        var attack = KnownAttacks.Find(name)!;
        var arguments = attack.Arguments.ToDictionary(argument => argument.Name, argument => argument.Default!.Value);
        foreach (var (argument, value) in given)
        {
            arguments[argument] = value;
        }

        return new(attack, new(name, arguments), 1, 5, 6, Classes: 10, Cohort: 10, [1, 2, 3]);
    }

    /// <summary>A thousand images of 4 × 4 zeros, labelled 0 to 9 in turn.</summary>
    private sealed class Numbers : IDataSet
    {
        public int Count => 1000;

        public IReadOnlyList<int> InputShape { get; } = [1, 4, 4];

        public void ReadInputs(ReadOnlySpan<int> indices, Span<float> destination) => destination[..(indices.Length * 16)].Clear();

        public void ReadTargets(ReadOnlySpan<int> indices, Span<float> destination)
        {
            for (var i = 0; i < indices.Length; i++)
            {
                destination[i] = indices[i] % 10;
            }
        }
    }
}
