using System.Text.Json.Nodes;
using OrleansFederation.Errors;
using OrleansFederation.Federations;

namespace OrleansFederation.Filters;

/// <summary>Filters in a spec.</summary>
public sealed class FilterSpecTests
{
    [Theory]
    [InlineData("[\"int8\"]", """[{"int8":{"block":4096,"errorFeedback":1}}]""")]
    [InlineData("[{\"topk\": 0.05}]", """[{"topk":{"share":0.05,"errorFeedback":1}}]""")]
    [InlineData("[{\"sign\": {\"errorFeedback\": 0}}]", """[{"sign":{"block":4096,"errorFeedback":0}}]""")]
    [InlineData("[{\"fp16\": 0}]", """[{"fp16":{"errorFeedback":0}}]""")]
    public void Every_form_has_one_canonical_form(string filters, string canonical)
    {
        var (spec, document) = SpecReader.Read(FilterSamples.Json(filters)).OrThrow();

        Assert.Equal(canonical, JsonNode.Parse(document.Json)!["filters"]!.ToJsonString());
        Assert.Equal(document.Digest, SpecReader.Read(document.Json).OrThrow().Document.Digest);
        Assert.Equal(filters.Contains("k\": 0.05", StringComparison.Ordinal) || filters.Contains("int8", StringComparison.Ordinal) ? ["feedback"] : [], Clients.ClientStates.Of(spec));
    }

    [Fact]
    public void A_spec_without_filters_keeps_its_digest()
    {
        var plain = SpecReader.Read(SpecSamples.Small).OrThrow().Document;

        Assert.Equal(plain.Digest, SpecReader.Read(FilterSamples.Json("[]")).OrThrow().Document.Digest);
        Assert.DoesNotContain("filters", plain.Json, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[\"int8\", {\"topk\": 0.1}]", "filters[1]")]
    [InlineData("[\"int9\"]", "filters[0]")]
    [InlineData("[{\"int8\": {\"block\": 5000}}]", "filters[0].block")]
    [InlineData("[{\"topk\": 0}]", "filters[0]")]
    [InlineData("[{\"topk\": {\"errorFeedback\": 2}}]", "filters[0].errorFeedback")]
    [InlineData("\"int8\"", "filters")]
    public void What_cannot_be_is_refused_at_its_place(string filters, string place)
    {
        var problems = SpecReader.Read(SpecSamples.Small.Replace("\"rounds\": 2", $"\"rounds\": 2, \"filters\": {filters}", StringComparison.Ordinal)).Problems;

        Assert.Equal(place, Assert.Single(problems).Place);
    }

    [Fact]
    public void Filters_stand_in_the_order_of_their_stages()
    {
        var (bound, noise, codec, mask) = (new Staged("clip", FilterStage.Bound), new Staged("noise", FilterStage.Perturb), UpdateFilters.Find("int8")!, new Staged("mask", FilterStage.Conceal));

        Assert.Empty(FilterChecks.Problems([bound, noise, codec, mask]));
        Assert.Empty(FilterChecks.Problems([bound, mask]));
        Assert.Equal(["filters[1]"], FilterChecks.Problems([codec, bound]).Select(problem => problem.Place));
        Assert.Equal(["filters[1]", "filters[2]"], FilterChecks.Problems([mask, noise, bound]).Select(problem => problem.Place));
        Assert.All(FilterChecks.Problems([noise, noise]), problem => Assert.Equal(FederationErrors.UnsafeCombination.Code, problem.Code));
    }

    [Fact]
    public void Every_filter_says_what_it_is_in_order_and_ends_with_error_feedback()
    {
        Assert.Equal(UpdateFilters.All.Select(filter => filter.Name).Order(StringComparer.Ordinal), UpdateFilters.All.Select(filter => filter.Name));
        Assert.All(UpdateFilters.All.OfType<IUpdateCodec>(), codec => Assert.Equal(IUpdateCodec.Feedback, codec.Arguments[^1].Name));
        Assert.All(UpdateFilters.All, filter => Assert.Same(filter, UpdateFilters.Find(filter.Name)));
    }

    private sealed record Staged(string Name, FilterStage Stage) : IUpdateFilter
    {
        public string Description => Name;

        public IReadOnlyList<NumericArgument> Arguments => [];
    }
}
