/* Surgery as people write it: what it prints, and how it fails. */

#include "core/expr/expr.h"
#include "core/language/evaluate.h"
#include "tests/support/test.h"
#include <string.h>

static const char setup[] =
    "line = NetGraph[{LinearLayer[4], Ramp, LinearLayer[3], SoftmaxLayer[]}, {1 -> 2 -> 3 -> 4},"
    "  \"Input\" -> 2];"
    "fork = NetGraph[<|\"a\" -> LinearLayer[2], \"b\" -> Tanh, \"c\" -> Ramp, \"t\" -> "
    "TotalLayer[]|>,"
    "  {NetPort[\"x\"] -> \"a\" -> {\"b\", \"c\"} -> \"t\" -> NetPort[\"y\"], \"b\" -> "
    "NetPort[\"z\"]}, \"x\" -> 3];"
    "chain = NetChain[{LinearLayer[4], Ramp, LinearLayer[3]}, \"Input\" -> 2];"
    "deep = NetGraph[<|\"h\" -> {LinearLayer[4], Ramp},"
    "  \"t\" -> NetGraph[{Ramp, Tanh, Plus}, {{1, 2} -> 3}]|>, {\"h\" -> \"t\"}, \"Input\" -> 2];"
    "one = NetGraph[{LinearLayer[2, \"Weights\" -> {{1, 2}, {3, 4}}, \"Biases\" -> {0, 1}]}, {}];"
    "shared = NetGraph[{LinearLayer[2, \"Weights\" -> NetArray[<|\"Name\" -> \"w\", \"Array\" -> "
    "{{1, 2}, {3, 4}}|>], \"Biases\" -> None], LinearLayer[2, \"Weights\" -> NetArray[\"w\"], "
    "\"Biases\" -> None]}, {1 -> 2}];"
    "coded = NetChain[{LinearLayer[], SoftmaxLayer[]}, \"Input\" -> 4, "
    "\"Output\" -> NetDecoder[{\"Class\", {\"a\", \"b\", \"c\"}}]];"
    "shut = NetChain[{LinearLayer[]}, \"Input\" -> 4, \"Output\" -> 4];"
    "two = NetGraph[{Plus}, {{NetPort[\"a\"], NetPort[\"b\"]} -> 1}];"
    "back = NetGraph[{LinearLayer[], LinearLayer[], Ramp}, {1 -> 2 -> 3}, \"Input\" -> 2, "
    "\"Output\" "
    "-> 5];";

/* Calls, and what their values print as. */
static const struct {
  const char *text, *value;
} values[] = {
  /* Take: parts of a line, with the shapes that they had */
  { "Take[line, {2, 3}]",
    "NetGraph[{ElementwiseLayer[Ramp], LinearLayer[3]}, {1 -> 2}, \"Input\" -> {4}]" },
  { "Take[line, -2]",
    "NetGraph[{LinearLayer[4], ElementwiseLayer[Ramp], LinearLayer[3]}, {1 -> 2 -> 3}, \"Input\" "
    "-> 2]" },
  { "Take[line, {4, All}]", "NetGraph[{SoftmaxLayer[]}, {}, \"Input\" -> {3}]" },
  { "NetTake[chain, {2, 3}]",
    "NetChain[{ElementwiseLayer[Ramp], LinearLayer[3]}, \"Input\" -> {4}]" },
  { "NetTake[chain, 1]", "NetChain[{LinearLayer[4]}, \"Input\" -> 2]" },
  /* what the layers behind had told is written down */
  { "Take[back, 2]",
    "NetGraph[{LinearLayer[], LinearLayer[]}, {1 -> 2}, \"Input\" -> 2, \"Output\" -> {5}]" },
  { "Information[Take[fork, {\"a\", \"a\"}], \"OutputPorts\"]", "<|\"Output\" -> {2}|>" },
  /* an end that feeds one output of the net keeps its name; others go by the rule of names */
  { "Keys[Information[Take[fork, {\"a\", {\"b\", \"c\"}}], \"OutputPorts\"]]",
    "{\"z\", \"Output\"}" },
  { "Keys[Information[Take[fork, {All, {\"a\", \"c\"}}], \"OutputPorts\"]]",
    "{\"Port1\", \"Port2\"}" },
  { "Keys[Normal[Take[fork, {NetPort[\"b\", \"Input\"], NetPort[\"y\"]}]]]", "{\"b\", \"t\"}" },
  { "Information[Take[fork, {NetPort[{\"b\", \"Output\"}], All}], \"InputPorts\"]",
    "<|\"Input1\" -> {2}, \"Input2\" -> {2}|>" },
  { "Keys[Normal[Take[fork, {All, NetPort[\"t\", \"1\"]}]]]", "{\"a\", \"b\"}" },
  { "Keys[Normal[Take[fork, {All, NetPort[{\"t\", 2}]}]]]", "{\"a\", \"c\"}" },
  { "Keys[Normal[Take[fork, {NetPort[{\"a\"}], \"c\"}]]]", "{\"a\", \"c\"}" },
  { "Take[line, {3, 4}, \"Input\" -> 4] === Take[line, {3, 4}]", "True" },
  { "Information[Take[NetGraph[{LinearLayer[3], Ramp}, {1 -> 2}], 1, \"Input\" -> 7], "
    "\"InputPorts\"]",
    "<|\"Input\" -> {7}|>" },
  /* VertexDelete: bridges, ends, starts and cuts */
  { "VertexDelete[line, 2]",
    "NetGraph[{LinearLayer[4], LinearLayer[3], SoftmaxLayer[]}, {1 -> 2 -> 3}, \"Input\" -> 2]" },
  { "VertexDelete[line, {2, -1}]",
    "NetGraph[{LinearLayer[4], LinearLayer[3]}, {1 -> 2}, \"Input\" -> "
    "2]" },
  { "VertexDelete[line, {1, 2}]",
    "NetGraph[{LinearLayer[3], SoftmaxLayer[]}, {1 -> 2}, \"Input\" -> {4}]" },
  { "NetDelete[chain, 2]", "NetChain[{LinearLayer[4], LinearLayer[3]}, \"Input\" -> 2]" },
  { "VertexDelete[NetGraph[{LinearLayer[3], TotalLayer[]}, {{1, NetPort[\"Input\"]} -> 2}, "
    "\"Input\" -> 3], 1]",
    "NetGraph[{TotalLayer[]}, {{NetPort[\"Input\"], NetPort[\"Input\"]} -> 1}, \"Input\" -> 3]" },
  { "Keys[Information[VertexDelete[fork, \"t\"], \"OutputPorts\"]]", "{\"y\", \"z\"}" },
  { "Information[VertexDelete[fork, \"a\"], \"InputPorts\"]", "<|\"x\" -> {2}|>" },
  { "Information[VertexDelete[chain, 2], \"LayersCount\"]", "2" },
  { "Information[VertexDelete[chain, 2], {\"LayersCount\", \"InputPortNames\"}]",
    "{2, {\"Input\"}}" },
  { "Information[chain, {}]", "{}" },
  { "Information[NetDelete[fork, NetPort[\"z\"]], \"OutputPorts\"]", "<|\"y\" -> {2}|>" },
  { "NetDelete[fork, {NetPort[\"z\"], \"b\"}]",
    "NetGraph[<|\"a\" -> LinearLayer[2], \"c\" -> ElementwiseLayer[Ramp], \"t\" -> TotalLayer[]|>, "
    "{NetPort[\"x\"] -> \"a\" -> \"c\", {\"a\", \"c\"} -> \"t\" -> NetPort[\"y\"]}, \"x\" -> 3]" },
  /* NetFlatten */
  { "NetFlatten[deep]",
    "NetGraph[<|\"h/1\" -> LinearLayer[4], \"h/2\" -> ElementwiseLayer[Ramp], \"t/1\" -> "
    "ElementwiseLayer[Ramp], \"t/2\" -> ElementwiseLayer[Tanh], \"t/3\" -> ThreadingLayer[Plus]|>, "
    "{\"h/1\" -> \"h/2\" -> \"t/1\", \"h/2\" -> \"t/2\", {\"t/1\", \"t/2\"} -> \"t/3\"}, \"Input\" "
    "-> 2]" },
  { "NetFlatten[NetChain[{{LinearLayer[4], {Ramp}}, Tanh}], 1]",
    "NetChain[{LinearLayer[4], NetChain[{ElementwiseLayer[Ramp]}], ElementwiseLayer[Tanh]}]" },
  { "NetFlatten[NetChain[{{LinearLayer[4], {Ramp}}, Tanh}]]",
    "NetChain[{LinearLayer[4], ElementwiseLayer[Ramp], ElementwiseLayer[Tanh]}]" },
  { "NetFlatten[NetGraph[{NetChain[{LinearLayer[4]}, \"Input\" -> 3], Ramp}, {1 -> 2}]]",
    "NetGraph[{LinearLayer[4], ElementwiseLayer[Ramp]}, {1 -> 2}, \"Input\" -> {3}]" },
  { "NetFlatten[NetMapOperator[{3, Ramp}]] === NetGraph[NetMapOperator[{3, Ramp}]]", "True" },
  /* NetRename */
  { "NetRename[chain, {1 -> \"p\", 2 -> \"q\", 3 -> \"r\"}]",
    "NetChain[<|\"p\" -> LinearLayer[4], \"q\" -> ElementwiseLayer[Ramp], \"r\" -> "
    "LinearLayer[3]|>, \"Input\" -> 2]" },
  { "Keys[Normal[NetRename[deep, \"up \" <> # &]]]", "{\"up h\", \"up t\"}" },
  { "Keys[Normal[NetRename[deep, ToUpperCase]]]", "{\"H\", \"T\"}" },
  { "Keys[Normal[NetRename[deep, ToUpperCase[# <> \"x\"] &]]]", "{\"HX\", \"TX\"}" },
  { "Keys[Normal[NetRename[deep, {\"h\" -> \"t\", \"t\" -> \"h\"}]]]", "{\"t\", \"h\"}" },
  { "NetRename[chain, NetPort[\"Input\"] -> NetPort[\"x\"]]",
    "NetGraph[{LinearLayer[4], ElementwiseLayer[Ramp], LinearLayer[3]}, {NetPort[\"x\"] -> 1 -> 2 "
    "-> 3}, \"x\" -> 2]" },
  { "Keys[Normal[NetRename[NetGraph[<|\"a\" -> <|\"a\" -> Ramp|>|>, {}], \"a\" -> \"b\", "
    "{2}][[\"a\"]]]]",
    "{\"b\"}" },
  /* NetReplacePart */
  { "NetReplacePart[one, {1, \"Weights\"} -> {{1, 0}, {0, 1}}][{5, 6}]", "{5., 7.}" },
  { "NetReplacePart[one, {1, \"Biases\"} -> None][{1, 1}]", "{3., 7.}" },
  { "NetReplacePart[one, \"Weights\" -> Automatic]",
    "NetGraph[{LinearLayer[2, \"Biases\" -> {0., 1.}]}, {}]" },
  { "Information[NetReplacePart[line, {3 -> LinearLayer[9], \"Input\" -> None}], \"OutputPorts\"]",
    "<|\"Output\" -> {9}|>" },
  { "Information[NetReplacePart[deep, {\"h\", 1} -> LinearLayer[7]], \"OutputPorts\"]",
    "<|\"Output\" -> {7}|>" },
  { "NetReplacePart[chain, NetPort[\"Input\"] -> 7]",
    "NetChain[{LinearLayer[4], ElementwiseLayer[Ramp], LinearLayer[3]}, \"Input\" -> 7]" },
  { "NetReplacePart[chain, 2 -> {5, Tanh}]",
    "NetChain[{LinearLayer[4], NetChain[{LinearLayer[5], ElementwiseLayer[Tanh]}], "
    "LinearLayer[3]}, \"Input\" -> 2]" },
  /* NetReplace */
  { "NetReplace[chain, _LinearLayer -> 5]",
    "NetChain[{LinearLayer[5], ElementwiseLayer[Ramp], LinearLayer[5]}, \"Input\" -> 2]" },
  { "NetReplace[chain, LinearLayer[4] -> LinearLayer[6]]",
    "NetChain[{LinearLayer[6], ElementwiseLayer[Ramp], LinearLayer[3]}, \"Input\" -> 2]" },
  { "NetReplace[chain, {Ramp -> Nothing, LinearLayer[3, \"Input\" -> 9] -> Tanh}]",
    "NetChain[{LinearLayer[4], ElementwiseLayer[Tanh]}, \"Input\" -> 2]" },
  { "Information[NetReplace[deep, Ramp -> Tanh], \"LayerTypeCounts\"]",
    "<|\"LinearLayer\" -> 1, \"ElementwiseLayer\" -> 3, \"ThreadingLayer\" -> 1|>" },
  /* NetAppend, NetPrepend, NetInsert, NetJoin, NetDrop */
  { "NetAppend[chain, SoftmaxLayer[]]",
    "NetChain[{LinearLayer[4], ElementwiseLayer[Ramp], LinearLayer[3], SoftmaxLayer[]}, \"Input\" "
    "-> 2]" },
  { "NetAppend[NetChain[<|\"a\" -> 4|>], {\"b\" -> Ramp, \"c\" -> Tanh}]",
    "NetChain[<|\"a\" -> LinearLayer[4], \"b\" -> ElementwiseLayer[Ramp], \"c\" -> "
    "ElementwiseLayer[Tanh]|>]" },
  { "NetAppend[NetChain[<|\"a\" -> 4|>], 7]",
    "NetChain[<|\"a\" -> LinearLayer[4], \"2\" -> LinearLayer[7]|>]" },
  { "NetAppend[back, LinearLayer[2]]",
    "NetGraph[{LinearLayer[], LinearLayer[\"Output\" -> {5}], ElementwiseLayer[Ramp], "
    "LinearLayer[2]}, {1 -> 2 -> 3 "
    "-> 4}, \"Input\" -> 2]" },
  { "Keys[Information[NetAppend[deep, <|\"u\" -> Ramp|>], \"OutputPorts\"]]",
    "{\"Port1\", \"Port2\"}" },
  { "NetPrepend[chain, Tanh]",
    "NetChain[{ElementwiseLayer[Tanh], LinearLayer[4], ElementwiseLayer[Ramp], LinearLayer[3]}, "
    "\"Input\" -> 2]" },
  /* what was written for the port holds where it was, and goes to the layer where it fits there */
  { "NetPrepend[NetChain[{3}, \"Input\" -> 5], LinearLayer[]]",
    "NetChain[{LinearLayer[], LinearLayer[3, \"Input\" -> {5}]}, \"Input\" -> 5]" },
  { "NetPrepend[NetChain[{3}, \"Input\" -> 5], LinearLayer[5, \"Input\" -> 4]]",
    "NetChain[{LinearLayer[5, \"Input\" -> 4], LinearLayer[3]}]" },
  { "NetPrepend[NetChain[{3}, \"Input\" -> NetEncoder[\"Scalar\"]], Ramp]",
    "NetChain[{ElementwiseLayer[Ramp], LinearLayer[3]}, \"Input\" -> NetEncoder[\"Scalar\"]]" },
  { "NetAppend[NetChain[{LinearLayer[]}, \"Output\" -> 3], LinearLayer[]]",
    "NetChain[{LinearLayer[\"Output\" -> {3}], LinearLayer[]}, \"Output\" -> 3]" },
  { "NetAppend[NetChain[{3}, \"Output\" -> 3], LinearLayer[2]]",
    "NetChain[{LinearLayer[3], LinearLayer[2]}]" },
  { "NetInsert[NetChain[{LinearLayer[], Ramp}, \"Output\" -> 3], FlattenLayer[], 2]",
    "NetChain[{LinearLayer[\"Output\" -> {3}], FlattenLayer[], ElementwiseLayer[Ramp]}, \"Output\" "
    "-> 3]" },
  { "NetInsert[chain, Tanh, 2]",
    "NetChain[{LinearLayer[4], ElementwiseLayer[Tanh], ElementwiseLayer[Ramp], LinearLayer[3]}, "
    "\"Input\" -> 2]" },
  { "NetInsert[chain, Tanh, -1] === NetAppend[chain, Tanh]", "True" },
  { "NetJoin[chain, NetChain[{Tanh, 8}]]",
    "NetChain[{LinearLayer[4], ElementwiseLayer[Ramp], LinearLayer[3], ElementwiseLayer[Tanh], "
    "LinearLayer[8]}, \"Input\" -> 2]" },
  { "Keys[Information[NetJoin[line, NetGraph[{Tanh}, {}]], \"OutputPorts\"]]",
    "{\"Port1\", \"Port2\"}" },
  /* what was known where chains meet stays with the layers, and only where it must be written */
  { "NetJoin[NetChain[{LinearLayer[]}, \"Input\" -> 2, \"Output\" -> 4], NetChain[{3}]]",
    "NetChain[{LinearLayer[\"Output\" -> {4}], LinearLayer[3]}, \"Input\" -> 2]" },
  { "NetJoin[NetChain[{LinearLayer[]}, \"Input\" -> 2], NetChain[{3}, \"Input\" -> 4]]",
    "NetChain[{LinearLayer[], LinearLayer[3, \"Input\" -> {4}]}, \"Input\" -> 2]" },
  { "NetJoin[NetChain[{2}, \"Input\" -> 2], NetChain[{3}, \"Input\" -> 2]]",
    "NetChain[{LinearLayer[2], LinearLayer[3]}, \"Input\" -> 2]" },
  { "NetJoin[shut, shut, shut]",
    "NetChain[{LinearLayer[\"Output\" -> {4}], LinearLayer[\"Output\" -> {4}], LinearLayer[]}, "
    "\"Input\" -> 4, \"Output\" -> 4]" },
  /* ports that stay keep types and coders */
  { "NetJoin[NetChain[{Ramp}, \"Input\" -> NetEncoder[\"Boolean\"]], NetChain[{Tanh}, \"Output\" "
    "-> NetDecoder[\"Boolean\"]]][True]",
    "True" },
  { "NetJoin[NetGraph[<|\"a\" -> Ramp|>, {}], NetGraph[<|\"b\" -> Tanh|>, {}, \"Input\" -> "
    "NetEncoder[\"Boolean\"]]][True][\"Port1\"]",
    "1." },
  { "NetJoin[NetGraph[<|\"a\" -> Ramp|>, {}], NetGraph[<|\"b\" -> Tanh|>, {}, \"Input\" -> 4, "
    "\"Output\" -> NetDecoder[{\"Class\", {1, 2, 3, 4}}]]]",
    "NetGraph[<|\"a\" -> ElementwiseLayer[Ramp], \"b\" -> ElementwiseLayer[Tanh]|>, {}, \"Input\" "
    "-> 4, \"Port2\" -> NetDecoder[{\"Class\", {1, 2, 3, 4}}]]" },
  { "NetJoin[NetGraph[{LinearLayer[]}, {}, \"Input\" -> 3, \"Output\" -> 4], "
    "NetGraph[{LinearLayer[]}, {}, \"Output\" -> 5]]",
    "NetGraph[{LinearLayer[], LinearLayer[]}, {}, \"Input\" -> 3, \"Port1\" -> 4, \"Port2\" -> "
    "5]" },
  { "NetJoin[NetGraph[{Ramp}, {}, \"Input\" -> {\"Varying\", 3}], NetGraph[{Tanh}, {}, \"Input\" "
    "-> "
    "{4, Automatic}]]",
    "NetGraph[{ElementwiseLayer[Ramp], ElementwiseLayer[Tanh]}, {}, \"Input\" -> {4, 3}]" },
  /* what is dropped from the middle says nothing of what is left */
  { "NetDrop[NetChain[{2, 5, 3}, \"Input\" -> 2], {2}]",
    "NetChain[{LinearLayer[2], LinearLayer[3]}, \"Input\" -> 2]" },
  { "NetDrop[chain, 1]", "NetChain[{ElementwiseLayer[Ramp], LinearLayer[3]}, \"Input\" -> {4}]" },
  { "NetDrop[chain, -2]", "NetChain[{LinearLayer[4]}, \"Input\" -> 2]" },
  { "NetDrop[chain, {2}]", "NetChain[{LinearLayer[4], LinearLayer[3]}, \"Input\" -> 2]" },
  /* comparisons */
  { "{line === line, line =!= line, line == NetInitialize[line]}", "{True, False, False}" },
  { "NetGraph[{Ramp, 3}, {1 -> 2}] === NetGraph[{Ramp, LinearLayer[3]}, {1 -> 2 -> "
    "NetPort[\"Output\"]}]",
    "True" },
  { "NetGraph[{Ramp, Tanh, Plus}, {{1, 2} -> 3}] === NetGraph[{Ramp, Tanh, Plus}, {2 -> "
    "NetPort[{3, 2}], 1 -> NetPort[{3, 1}]}]",
    "True" },
  { "NetGraph[{Ramp, Tanh, Plus}, {{1, 2} -> 3}] === NetGraph[{Ramp, Tanh, Plus}, {{2, 1} -> 3}]",
    "False" },
  { "NetGraph[<|\"a\" -> Ramp|>, {}] === NetGraph[{Ramp}, {}]", "False" },
  { "one == NetReplacePart[one, \"Weights\" -> {{1.0000001, 2}, {3, 4}}]", "True" },
  { "one === NetReplacePart[one, \"Weights\" -> {{1.0000001, 2}, {3, 4}}]", "False" },
  { "one != NetReplacePart[one, \"Weights\" -> {{1.0001, 2}, {3, 4}}]", "True" },
  { "{1 == 1., 1 === 1., {1, 2} == {1, 3}}", "{True, False, False}" },
  { "{{1} == {1.0000001}, {1} == {1.}, {0.1 + 0.2} == {0.3}, {0.1 + 0.2} === {0.3}}",
    "{False, True, True, False}" },
  { "{{1} != {2} != {1}, {1} != {2} != {3}, {9007199254740992} == {9007199254740993}}",
    "{False, True, False}" },
  /* A layer that holds nets and stands alone names them itself. */
  { "NetExtract[NetMapOperator[LinearLayer[1, \"Weights\" -> {{1, 2}}, \"Biases\" -> {0}]], "
    "{\"Net\", \"Weights\"}]",
    "{{1., 2.}}" },
  { "NetMapOperator[LinearLayer[1, \"Weights\" -> {{1, 2}}, \"Biases\" -> {0}]][{{1, 2}, {3, 4}}, "
    "NetPortGradient[{\"Net\", \"Weights\"}]]",
    "{{4., 6.}}" },
  { "NetExtract[NetReplacePart[NetMapOperator[LinearLayer[1, \"Weights\" -> {{1, 2}}]], {\"Net\", "
    "\"Weights\"} -> {{5, 6}}], {\"Net\", \"Weights\"}]",
    "{{5., 6.}}" },
  { "NetExtract[NetNestOperator[Ramp, 2], \"Net\"]", "ElementwiseLayer[Ramp]" },
  { "NetExtract[NetChain[{NetBidirectionalOperator[{Ramp, Tanh}]}], {1, \"ReverseNet\"}] === "
    "ElementwiseLayer[Tanh]",
    "True" },
  { "NetExtract[NetReplacePart[NetBidirectionalOperator[{Ramp, Tanh}], \"ReverseNet\" -> "
    "LogisticSigmoid], \"BackwardNet\"]",
    "ElementwiseLayer[LogisticSigmoid]" },
  { "NetReplacePart[LinearLayer[1, \"Weights\" -> {{1, 2}}], \"Weights\" -> {{5, 6}}]",
    "LinearLayer[1, \"Weights\" -> {{5., 6.}}]" },
  { "CTCLossLayer[][<|\"Input\" -> {{0.5, 0.5}, {0.5, 0.5}}, \"Target\" -> {1}|>, \"Loss\"]",
    "0.287682" },
  /* Information */
  { "Information[deep, \"LayersGraph\"]", "{\"h\" -> \"t\"}" },
  { "Information[NetChain[{Tanh, Ramp}, \"Input\" -> 2], \"MXNetNodeGraph\"]",
    "{\"Input\" -> \"tanh 1\", \"fill 2\" -> \"max 3\", \"tanh 1\" -> \"max 3\"}" },
  { "Information[ElementwiseLayer[Tanh], \"MXNetNodeGraph\"]", "Indeterminate" },
  { "Information[ElementwiseLayer[Tanh], \"NodeGraphPlot\"]", "Indeterminate" },
  { "Information[ConstantPlusLayer[\"Input\" -> 2], \"MXNetNodeGraphPlot\"]",
    "NetGraph[<|\"1/Biases\" -> NetArrayLayer[\"Output\" -> {2}], \"reshape 2\" -> "
    "PlaceholderLayer[\"reshape\", \"Inputs\" -> 1, \"Output\" -> {1, 2}], \"add 3\" -> "
    "PlaceholderLayer[\"add\", \"Inputs\" -> 2, \"Output\" -> {1, 2}]|>, {\"1/Biases\" -> "
    "\"reshape 2\", "
    "NetPort[\"Input\"] -> NetPort[{\"add 3\", \"1\"}], \"reshape 2\" -> NetPort[{\"add 3\", "
    "\"2\"}]}, \"Input\" -> {1, 2}]" },
  { "Information[deep, \"ArraysPositionList\"]",
    "{{\"h\", 1, \"Weights\"}, {\"h\", 1, \"Biases\"}}" },
  { "Information[one, \"ArraysElementCounts\"]",
    "<|{1, \"Weights\"} -> 4, {1, \"Biases\"} -> 2|>" },
  { "Information[one, \"ArraysTotalByteCount\"]", "48" },
  { "Information[one, \"ArraysTotalSize\"]", "\"48 bytes\"" },
  { "Information[one, \"ArraysList\"]", "{{{1., 2.}, {3., 4.}}, {0., 1.}}" },
  { "Information[LinearLayer[2, LearningRateMultipliers -> {\"Biases\" -> 0.5}], "
    "\"ArraysLearningRateMultipliers\"]",
    "<|{1, \"Weights\"} -> 1, {1, \"Biases\"} -> 0.5|>" },
  { "Information[BatchNormalizationLayer[\"Input\" -> 3], \"ArraysLearningRateMultipliers\"][[3]]",
    "0" },
  { "Information[chain, \"LayersList\"][[1]]",
    "LinearLayer[4, \"Input\" -> {2}, \"Output\" -> {4}]" },
  { "Information[line, \"TopologyHash\"] === Information[NetInitialize[line], \"TopologyHash\"]",
    "True" },
  { "Information[line, \"TopologyHash\"] === Information[chain, \"TopologyHash\"]", "False" },
  { "Information[chain, \"InputForm\"]",
    "\"NetChain[{LinearLayer[4], ElementwiseLayer[Ramp], LinearLayer[3]}, \\\"Input\\\" -> 2]\"" },
  { "Information[deep, \"FullSummaryGraphic\"] === NetFlatten[deep]", "True" },
  { "Information[LongShortTermMemoryLayer[3], \"RecurrentStatesPositionList\"]",
    "{{1, \"State\"}, {1, \"CellState\"}}" },
  /* arrays by name */
  { "Information[NetInsertSharedArrays[one, \"s/\"], \"SharedArraysCount\"]", "2" },
  { "NetInsertSharedArrays[one][{1, 1}]", "{3., 8.}" },
  /* NetInitialize: uniform draws stay below the square root of 6/(fan_in + fan_out) = 0.1 */
  { "NetExtract[NetInitialize[LinearLayer[2, \"Input\" -> 2], Method -> {\"Random\", \"Weights\" "
    "-> UniformDistribution[{5, 5}], \"Biases\" -> NormalDistribution[3, 0]}], {{1, \"Weights\"}, "
    "{1, \"Biases\"}}]",
    "{{{5., 5.}, {5., 5.}}, {3., 3.}}" },
  { "NetExtract[NetInitialize[LinearLayer[2, \"Input\" -> 2], Method -> {\"Identity\", "
    "\"Distribution\" -> 0}], {1, \"Weights\"}]",
    "{{1., 0.}, {0., 1.}}" },
  { "NetInitialize[line, RandomSeeding -> 7] === NetInitialize[line, RandomSeeding -> 7]", "True" },
  { "NetInitialize[line, RandomSeeding -> \"a\"] === NetInitialize[line, RandomSeeding -> \"b\"]",
    "False" },
  { "Normal[NetChain[{GatedRecurrentLayer[2]}, \"Input\" -> {\"Varying\", 3}]]",
    "{GatedRecurrentLayer[2, \"Input\" -> {\"Varying\", 3}, \"Output\" -> {\"Varying\", 2}]}" },
  { "NetExtract[NetChain[{SoftmaxLayer[]}, \"Output\" -> NetDecoder[{\"Class\", {\"a\", \"b\"}}]], "
    "{\"Output\", \"Labels\"}]",
    "{\"a\", \"b\"}" },
  { "NetExtract[shared, NetArray[\"w\"]]", "{{1., 2.}, {3., 4.}}" },
  { "NetReplacePart[shared, NetArray[\"w\"] -> {{0, 1}, {1, 0}}][{1, 2}]", "{1., 2.}" },
  { "NetReplacePart[shared, {2, \"Weights\"} -> {{0, 1}, {1, 0}}][{1, 2}]", "{1., 2.}" },
  /* an array becomes that of a name: with its value, with that of others of the name, and again
   * one of its own */
  { "NetReplacePart[one, \"Weights\" -> NetArray[<|\"Name\" -> \"w\", \"Array\" -> {{0, 1}, {1, "
    "0}}|>]]"
    "[{5, 6}]",
    "{6., 6.}" },
  { "NetReplacePart[NetGraph[{LinearLayer[2, \"Weights\" -> NetArray[<|\"Name\" -> \"w\", "
    "\"Array\" -> "
    "{{0, 1}, {1, 0}}|>], \"Biases\" -> None], LinearLayer[2, \"Biases\" -> None]}, {1 -> 2}],"
    " {2, \"Weights\"} -> NetArray[\"w\"]][{5, 7}]",
    "{5., 7.}" },
  { "Information[NetReplacePart[shared, {2, \"Weights\"} -> NetArray[]], \"SharedArraysCount\"]",
    "0" },
  { "NetExtract[NetInsertSharedArrays[one, \"s/\"], NetArray[\"s/1/Biases\"]]", "{0., 1.}" },
  /* a layer that is taken out has the shapes that it had, and so has a net */
  { "deep[[\"t\"]]",
    "NetGraph[{ElementwiseLayer[Ramp], ElementwiseLayer[Tanh], ThreadingLayer[Plus]}, {{1, 2} -> "
    "3}, \"Input\" -> {4}]" },
  { "NetExtract[deep, {{\"h\"}, {\"t\", 2}}][[1]]",
    "NetChain[{LinearLayer[4], ElementwiseLayer[Ramp]}, \"Input\" -> {2}]" },
  /* coders stay with ports that stay, and go with the others */
  { "Take[coded, {2, All}]",
    "NetChain[{SoftmaxLayer[]}, \"Output\" -> NetDecoder[{\"Class\", {\"a\", \"b\", \"c\"}}]]" },
  { "Take[coded, 1]", "NetChain[{LinearLayer[]}, \"Input\" -> 4, \"Output\" -> {3}]" },
  { "NetAppend[coded, Tanh]",
    "NetChain[{LinearLayer[\"Output\" -> {3}], SoftmaxLayer[], ElementwiseLayer[Tanh]}, \"Input\" "
    "-> 4]" },
  { "NetReplacePart[coded, \"Output\" -> None]",
    "NetChain[{LinearLayer[], SoftmaxLayer[]}, \"Input\" -> 4]" },
  { "NetReplacePart[coded, {\"Output\", \"Labels\"} -> {\"x\", \"y\"}]",
    "NetChain[{LinearLayer[], SoftmaxLayer[]}, \"Input\" -> 4, \"Output\" -> "
    "NetDecoder[{\"Class\", {\"x\", \"y\"}}]]" },
  { "NetExtract[NetReplacePart[NetChain[{Ramp}, \"Input\" -> {\"Varying\", NetEncoder[{\"Class\", "
    "{\"a\", \"b\"}, \"UnitVector\"}]}], {\"Input\", \"Labels\"} -> {\"x\"}], \"Input\"]",
    "{\"Varying\", NetEncoder[{\"Class\", {\"x\"}, \"UnitVector\"}]}" },
  { "NetReplacePart[coded, \"Output\" -> NetDecoder[{\"Class\", {\"x\", \"y\", \"z\"}}]]",
    "NetChain[{LinearLayer[], SoftmaxLayer[]}, \"Input\" -> 4, \"Output\" -> "
    "NetDecoder[{\"Class\", {\"x\", \"y\", \"z\"}}]]" },
  { "NetFlatten[NetGraph[{coded}, {}]]",
    "NetGraph[{LinearLayer[], SoftmaxLayer[]}, {1 -> 2}, \"Input\" -> {4}, \"Output\" -> "
    "NetDecoder[{\"Class\", {\"a\", \"b\", \"c\"}}]]" },
  { "NetRename[coded, NetPort[\"Output\"] -> NetPort[\"q\"]]",
    "NetGraph[{LinearLayer[], SoftmaxLayer[]}, {1 -> 2 -> NetPort[\"q\"]}, \"Input\" -> 4, \"q\" "
    "-> NetDecoder[{\"Class\", {\"a\", \"b\", \"c\"}}]]" },
};

/* Failures, with the column of their place. */
static const struct {
  const char *text, *tag;
  int column;
} failures[] = {
  { "Take[line, {3, 2}]", "Take::nopath", 1 },
  { "Take[line, {NetPort[\"Output\"], All}]", "Take::port", 1 },
  { "Take[line, {All, NetPort[\"Input\"]}]", "Take::port", 1 },
  { "Take[line, {1, 2, 3}]", "Take::spec", 12 },
  { "Take[line, {1, 2.5}]", "Take::spec", 16 },
  { "Take[line, {{}, 2}]", "Take::spec", 13 },
  { "Take[line, {1, NetPort[]}]", "Take::spec", 16 },
  { "Take[line, {1, 7}]", "NetGraph::nolayer", 16 },
  { "Take[fork, \"d\"]", "NetGraph::nolayer", 12 },
  { "Take[fork, NetPort[\"d\"]]", "NetGraph::noport", 20 },
  { "Take[fork, NetPort[\"b\", \"d\"]]", "NetGraph::noinport", 25 },
  { "Take[fork, NetPort[{\"b\", 1, \"d\"}]]", "NetGraph::deepport", 20 },
  { "Take[fork, {NetPort[{\"t\"}], All}]", "NetGraph::ambin", 21 },
  { "Take[line, 2, \"Inptu\" -> 3]", "NetGraph::noport", 15 },
  { "Take[line, 2, \"Input\" -> 3.5]", "NetGraph::badshape", 26 },
  { "Take[3, 2]", "Eval::type", 6 },
  { "Take[line]", "Eval::arguments", 1 },
  { "VertexDelete[line, 9]", "NetGraph::nolayer", 20 },
  { "VertexDelete[line, {1, 2, 3, 4}]", "VertexDelete::empty", 1 },
  { "VertexDelete[NetGraph[{Ramp, Tanh}, {}, \"Input\" -> 3], 2]", "VertexDelete::thru", 1 },
  { "VertexDelete[NetGraph[{LinearLayer[3], Tanh}, {1 -> 2, 1 -> NetPort[\"o\"]}, \"Input\" -> "
    "3], 1]",
    "VertexDelete::thru",
    1 },
  { "VertexDelete[NetGraph[{LinearLayer[3], Tanh}, {NetPort[\"Input\"] -> {1, 2}}, \"Input\" -> "
    "3], 1]",
    "VertexDelete::thru",
    1 },
  { "NetDelete[NetGraph[{LinearLayer[3], LinearLayer[4], Ramp}, {1 -> 2 -> 3}], 2]",
    "NetDelete::splice",
    1 },
  { "NetDelete[fork, NetPort[\"x\"]]", "NetGraph::nonein", 17 },
  { "NetDelete[fork, NetPort[\"q\"]]", "NetGraph::noport", 25 },
  { "NetDelete[fork, NetPort[1, 2]]", "NetGraph::badport", 17 },
  { "NetDelete[fork, {NetPort[\"y\"], NetPort[\"z\"]}]", "NetGraph::noout", 1 },
  { "NetFlatten[line, \"x\"]", "Eval::type", 18 },
  { "NetFlatten[NetGraph[<|\"a\" -> {Ramp}, \"a/1\" -> Tanh|>, {\"a\" -> \"a/1\"}]]",
    "NetGraph::dupname",
    47 },
  { "NetRename[fork, \"a\" -> \"b\"]", "NetGraph::dupname", 1 },
  { "NetRename[fork, \"q\" -> \"b\"]", "NetGraph::nolayer", 17 },
  { "NetRename[fork, \"a\" -> 3]", "Eval::type", 24 },
  { "NetRename[fork, NetPort[\"q\"] -> NetPort[\"r\"]]", "NetGraph::noport", 25 },
  { "NetRename[fork, NetPort[\"x\"] -> NetPort[\"y\"]]", "NetGraph::iodup", 1 },
  { "NetRename[fork, NetPort[\"z\"] -> NetPort[\"y\"]]", "NetGraph::dupname", 1 },
  { "NetRename[fork, NetPort[\"x\"] -> \"y\"]", "NetGraph::badport", 33 },
  { "NetRename[line, 1 -> \"a\"]", "NetGraph::mixed", 17 },
  { "NetRename[fork, 5]", "Eval::type", 17 },
  { "NetRename[fork, \"a\" -> \"q\", 0]", "Eval::type", 29 },
  { "NetReplacePart[one, {1, \"Weights\"} -> {{1, 2, 3}, {3, 4, 5}}]", "NetGraph::arrdims", 39 },
  { "NetReplacePart[shared, NetArray[\"w\"] -> {{1, 2, 3}}]", "NetGraph::arrdims", -1 },
  { "NetReplacePart[shared, NetArray[\"w\"] -> {{a, 2}, {3, 4}}]", "NetGraph::badarray", -1 },
  { "NetReplacePart[NetBidirectionalOperator[{Ramp, Tanh}], \"SidewaysNet\" -> Ramp]",
    "NetGraph::nolayer",
    56 },
  { "NetReplacePart[one, {1, \"Weights\"} -> None]", "NetGraph::badarg", 39 },
  { "NetReplacePart[one, {1, \"Weights\"} -> {{1}, {1, 2}}]", "NetGraph::ragged", -1 },
  { "NetReplacePart[one, \"Weights\" -> NetArray[<|\"Name\" -> \"w\", \"Array\" -> {1, 2}|>]]",
    "NetGraph::arrdims",
    34 },
  { "NetReplacePart[one, \"Weights\" -> NetArray[7]]", "NetGraph::badarray", 34 },
  { "NetReplacePart[NetChain[{LinearLayer[3], SoftmaxLayer[]}, \"Output\" -> "
    "NetDecoder[{\"Class\", "
    "{\"a\", \"b\", \"c\"}}]], {\"Output\", \"Labels\"} -> {\"x\", \"y\"}]",
    "NetGraph::shape",
    -1 },
  { "NetReplacePart[coded, {\"Output\", \"Lables\"} -> {1}]", "NetGraph::badopt", -1 },
  { "NetReplacePart[coded, {\"Input\", \"Labels\"} -> {1}]", "NetGraph::nolayer", -1 },
  { "NetReplacePart[line, 9 -> Tanh]", "NetGraph::nolayer", 22 },
  { "NetReplacePart[line, {2, \"Weights\"} -> {1}]", "NetGraph::nolayer", 26 },
  { "NetReplacePart[line, 2 -> nonsense]", "NetGraph::badlayer", 27 },
  { "NetReplacePart[line, 2 -> LinearLayer[3, \"Input\" -> 5]]", "NetGraph::shape", -1 },
  { "NetReplacePart[line, NetPort[\"q\"] -> 3]", "NetGraph::noport", 30 },
  { "NetReplacePart[line, 2]", "Eval::type", 22 },
  { "NetReplace[line, 3 + x -> Ramp]", "NetGraph::badlayer", 18 },
  { "NetAppend[fork, Ramp]", "NetGraph::ambout", 1 },
  { "NetPrepend[NetChain[{3}, \"Input\" -> 5], LinearLayer[2]]", "NetGraph::shape", 41 },
  { "NetPrepend[NetChain[{3}, \"Input\" -> 5], LinearLayer[2, \"Input\" -> 4]]",
    "NetGraph::shape",
    41 },
  { "NetAppend[NetChain[{LinearLayer[]}, \"Output\" -> 3], LinearLayer[2, \"Input\" -> 4]]",
    "NetGraph::shape",
    53 },
  { "NetInsert[NetChain[{3}, \"Input\" -> 5], LinearLayer[2], 1]", "NetGraph::shape", 40 },
  { "NetJoin[NetChain[{3}, \"Output\" -> 3], NetChain[{2}, \"Input\" -> 4]]",
    "NetGraph::shape",
    49 },
  { "NetAppend[line, \"a\" -> Ramp]", "NetGraph::mixed", 24 },
  { "NetPrepend[two, Ramp]", "NetGraph::ambin", 1 },
  { "NetInsert[line, Ramp, 1]", "Eval::type", 11 },
  { "NetInsert[chain, Ramp, 7]", "NetGraph::nolayer", 24 },
  { "NetJoin[chain, fork]", "NetGraph::mixed", 1 },
  { "NetJoin[chain, 3]", "Eval::type", 16 },
  { "NetJoin[NetChain[{2}, \"Input\" -> 2], NetChain[{3}, \"Input\" -> 5]]",
    "NetGraph::shape",
    -1 },
  { "NetJoin[NetGraph[{2}, {}, \"Input\" -> 3], NetGraph[{2}, {}, \"Input\" -> 4]]",
    "NetGraph::shape",
    -1 },
  { "NetJoin[NetGraph[{2}, {}, \"Input\" -> 3], NetGraph[{Tanh}, {}, \"Input\" -> "
    "NetEncoder[\"Boolean\"]]]",
    "NetGraph::shape",
    -1 },
  { "NetJoin[NetGraph[{Ramp}, {}, \"Input\" -> NetEncoder[{\"Class\", {\"a\", \"b\"}, "
    "\"UnitVector\"}]], "
    "NetGraph[{Tanh}, {}, \"Input\" -> NetEncoder[{\"Class\", {\"b\", \"a\"}, \"UnitVector\"}]]]",
    "NetGraph::shape",
    -1 },
  { "NetDrop[chain, 3]", "VertexDelete::empty", 16 },
  { "NetDrop[chain, 7]", "NetGraph::nolayer", 16 },
  { "NetDrop[line, 1]", "Eval::type", 9 },
  { "NetDrop[NetChain[{LinearLayer[4], LinearLayer[3], LinearLayer[5, \"Input\" -> 3]}], {2}]",
    "NetGraph::shape",
    -1 },
  { "NetInitialize[line, Method -> {\"Xavier\", \"Distribution\" -> \"Cauchy\"}]",
    "NetGraph::badopt",
    60 },
  { "NetInitialize[line, Method -> {\"Xavier\", \"Spread\" -> 3}]", "NetGraph::badopt", 42 },
  { "NetInsertSharedArrays[line, 3]", "Eval::type", 29 },
  { "Information[line, \"LayersCuont\"]", "Eval::part", 19 },
  { "Information[line, {\"LayersCount\", \"Foo\"}]", "Eval::part", 35 },
  { "Information[line, {{\"LayersCount\"}}]", "Eval::part", 20 },
  { "NetExtract[shared, NetArray[\"v\"]]", "Eval::part", 20 },
  { "NetReplacePart[shared, NetArray[\"v\"] -> 3]", "NetGraph::nolayer", 24 },
};

/* Evaluates all of a text; the last value, or the first failure. */
static NgExpr *
evaluate_text (NgSession *session, const char *text, GError **error)
{
  g_autoptr (GPtrArray) program = ng_parse (text, -1, NULL, error);
  g_autoptr (NgExpr) value = NULL;

  for (guint i = 0; program != NULL && i < program->len; i++) {
    g_clear_pointer (&value, ng_expr_unref);
    value = ng_session_evaluate (session, program->pdata[i], NULL, error);
    if (value == NULL)
      return NULL;
  }
  return g_steal_pointer (&value);
}

static NgSession *
new_session (void)
{
  NgSession *session = ng_session_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (NgExpr) value = evaluate_text (session, setup, &error);

  g_assert_no_error (error);
  return session;
}

static void
test_values (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (values); i++) {
    g_autoptr (NgSession) session = new_session ();
    g_autoptr (GError) error = NULL;
    g_autoptr (NgExpr) value = evaluate_text (session, values[i].text, &error);
    g_autofree char *printed = value != NULL ? ng_value_print (value, 0) : NULL;

    if (value == NULL || strcmp (printed, values[i].value) != 0) {
      g_test_message ("%s is\n%s and not\n%s",
                      values[i].text,
                      value != NULL ? printed : error->message,
                      values[i].value);
      g_test_fail ();
    }
  }
}

static void
test_failures (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (failures); i++) {
    g_autoptr (NgSession) session = new_session ();
    g_autoptr (GError) error = NULL;
    g_autoptr (NgExpr) value = evaluate_text (session, failures[i].text, &error);
    const NgDiagnostic *diagnostic = value == NULL ? ng_error_diagnostic (error) : NULL;

    if (diagnostic == NULL || strcmp (diagnostic->tag, failures[i].tag) != 0 ||
        (failures[i].column > 0 && diagnostic->place.column != failures[i].column)) {
      g_test_message ("%s: %s at %d, not %s at %d",
                      failures[i].text,
                      diagnostic != NULL ? diagnostic->tag : "a value",
                      diagnostic != NULL ? diagnostic->place.column : 0,
                      failures[i].tag,
                      failures[i].column);
      g_test_fail ();
    }
  }
}

/* A pattern that nothing is like leaves the net as it is, and says so. */
static void
test_warning (void)
{
  g_autoptr (NgSession) session = new_session ();
  g_autoptr (GError) error = NULL;
  g_autoptr (NgExpr) value =
      evaluate_text (session, "NetReplace[line, _DropoutLayer -> Ramp] === line", &error);
  const GPtrArray *warnings = ng_session_warnings (session);

  g_assert_no_error (error);
  g_assert_true (ng_expr_is_symbol (value, "True"));
  g_assert_cmpuint (warnings->len, ==, 1);
  g_assert_cmpstr (((NgDiagnostic *) warnings->pdata[0])->tag, ==, "NetReplace::nomatch");
  g_clear_pointer (&value, ng_expr_unref);
  value = evaluate_text (session, "1", &error);
  g_assert_cmpuint (ng_session_warnings (session)->len, ==, 0);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/language/surgery/values", test_values);
  g_test_add_func ("/language/surgery/failures", test_failures);
  g_test_add_func ("/language/surgery/warning", test_warning);
  return g_test_run ();
}
