using System.Text.Json.Nodes;
using OrleansFederation.Federations;
using OrleansFederation.Randomness;

namespace OrleansFederation.Optimizers;

public sealed class ServerOptimizerTests
{
    public static TheoryData<string> Names => [.. ServerOptimizers.All.Select(optimizer => optimizer.Name)];

    [Fact]
    public void Names_are_in_order_and_each_finds_its_optimiser()
    {
        Assert.Equal(ServerOptimizers.All.Select(optimizer => optimizer.Name).Order(StringComparer.Ordinal), ServerOptimizers.All.Select(optimizer => optimizer.Name));
        Assert.All(ServerOptimizers.All, optimizer => Assert.Same(optimizer, ServerOptimizers.Find(optimizer.Name)));
        Assert.Null(ServerOptimizers.Find("lamb"));
    }

    [Fact]
    public void A_rate_of_one_is_the_aggregate_added()
    {
        var (parameters, aggregate) = (Numbers(1), Numbers(2));
        float[] expected = [.. parameters.Zip(aggregate, (x, delta) => x + delta)];

        Step(new ServerSgd(), parameters, aggregate, [], round: 1);

        Assert.Equal(expected, parameters);
    }

    [Fact]
    public void Momentum_adds_a_share_of_the_moves_before()
    {
        float[] parameters = [0];
        Memory<float>[] state = [new float[1]];

        for (var round = 1; round <= 3; round++)
        {
            Step(new FedAvgM(), parameters, [1], state, round);
        }

        // 1, then 1 + 0.9, then 1 + 0.9 + 0.81.
        Assert.Equal(1 + 1.9f + 2.71f, parameters[0], 1e-6f);
    }

    [Theory]
    [InlineData("adam")]
    [InlineData("yogi")]
    [InlineData("adagrad")]
    public void The_paper_s_optimisers_follow_its_formulas(string name)
    {
        var optimizer = ServerOptimizers.Find(name)!;
        var settings = Settings(optimizer);
        var (beta1, tau) = (settings["beta1"], settings["tau"]);
        double[] parameters = [0.5, -1, 2];
        Memory<double>[] state = [.. optimizer.State.Select(vector => Enumerable.Repeat(optimizer.Initial(vector, settings), 3).ToArray())];
        double[] x = [.. parameters];
        double[] m = [0, 0, 0];
        double[] v = [tau * tau, tau * tau, tau * tau];
        SeededRandom random = new(5);
        for (var round = 1; round <= 6; round++)
        {
            double[] delta = [random.NextDouble() - 0.5, round == 3 ? 0 : 0.1 * round, -1e-4];
            optimizer.Step<double>(parameters, delta, state, new(settings, round, settings["learningRate"]));
            for (var k = 0; k < 3; k++)
            {
                var square = delta[k] * delta[k];
                m[k] = beta1 * m[k] + (1 - beta1) * delta[k];
                v[k] = name switch
                {
                    "adam" => settings["beta2"] * v[k] + (1 - settings["beta2"]) * square,
                    "yogi" => v[k] - (1 - settings["beta2"]) * square * Math.Sign(v[k] - square),
                    _ => v[k] + square,
                };
                x[k] += settings["learningRate"] * m[k] / (Math.Sqrt(v[k]) + tau);
                Assert.Equal(x[k], parameters[k], 1e-12);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Where_blocks_end_changes_no_bit(string name)
    {
        var optimizer = ServerOptimizers.Find(name)!;
        var (whole, aggregate) = (Numbers(3), Numbers(4));
        float[] divided = [.. whole];
        Memory<float>[] state = [.. optimizer.State.Select(vector => Enumerable.Repeat((float)optimizer.Initial(vector, Settings(optimizer)), whole.Length).ToArray())];
        Memory<float>[] parts = [.. state.Select(vector => vector.ToArray())];
        for (var round = 1; round <= 2; round++)
        {
            Step(optimizer, whole, aggregate, state, round);
            foreach (var (begin, end) in new[] { (0, 1), (1, 700), (700, 4099), (4099, 10_000) })
            {
                Step(optimizer, divided.AsSpan(begin, end - begin), aggregate.AsSpan(begin, end - begin), [.. parts.Select(vector => vector[begin..end])], round);
            }
        }

        Assert.Equal(whole, divided);
        Assert.All(state.Zip(parts), pair => Assert.Equal(pair.First.ToArray(), pair.Second.ToArray()));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_spec_names_an_optimiser_alone_with_its_rate_or_with_arguments_and_reads_back(string name)
    {
        foreach (var server in new JsonNode[] { name, new JsonObject { [name] = 0.25 }, new JsonObject { [name] = new JsonObject { ["learningRate"] = 0.25 } } })
        {
            var (spec, document) = Read(server).OrThrow();

            Assert.Equal(name, spec.Server!.Optimizer);
            Assert.Equal(server is JsonObject ? 0.25 : ServerOptimizers.Find(name)!.Arguments[0].Default, spec.Server["learningRate"]);
            Assert.Equal(document.Digest, SpecReader.Read(document.Json).OrThrow().Document.Digest);
        }
    }

    [Fact]
    public void A_rate_may_have_a_course_which_must_leave_rounds_to_learn()
    {
        static JsonObject Server(int warmup) => new() { ["adam"] = new JsonObject { ["schedule"] = new JsonObject { ["exponential"] = new JsonObject { ["factor"] = 0.5, ["warmup"] = warmup } } } };
        var (spec, document) = Read(Server(0)).OrThrow();

        Assert.Equal(0.5, spec.Server!.Schedule.Factor);
        Assert.Equal(document, SpecReader.Read(document.Json).OrThrow().Document);
        Assert.Equal("server.schedule.exponential.warmup", Assert.Single(Read(Server(99)).Problems).Place);
    }

    [Fact]
    public void An_optimiser_that_is_not_there_and_an_argument_that_it_does_not_have_are_refused()
    {
        Assert.Equal("server", Assert.Single(Read("lamb").Problems).Place);
        Assert.Equal("server.tau", Assert.Single(Read(new JsonObject { ["momentum"] = new JsonObject { ["tau"] = 0.1 } }).Problems).Place);
        Assert.Equal("server", Assert.Single(Read(new JsonObject { ["adam"] = -1 }).Problems).Place);
    }

    private static SpecResult Read(JsonNode server)
    {
        var json = JsonNode.Parse(SpecSamples.Small)!;
        json["server"] = server.DeepClone();
        return SpecReader.Read(json.ToJsonString());
    }

    private static ServerSpec Settings(IServerOptimizer optimizer) => new(optimizer.Name, optimizer.Arguments.ToDictionary(argument => argument.Name, argument => argument.Default!.Value));

    private static void Step(IServerOptimizer optimizer, Span<float> parameters, ReadOnlySpan<float> aggregate, IReadOnlyList<Memory<float>> state, int round)
    {
        var settings = Settings(optimizer);
        optimizer.Step(parameters, aggregate, state, new(settings, round, settings["learningRate"]));
    }

    private static float[] Numbers(ulong seed)
    {
        SeededRandom random = new(seed);
        return [.. Enumerable.Range(0, 10_000).Select(_ => (float)(random.NextDouble() - 0.5))];
    }
}
