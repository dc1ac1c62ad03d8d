#!/bin/sh
# Times models with netgraph, onnxruntime and PyTorch in turn, and prints a table for BENCHMARKS.md.
# usage: tests/bench/peers.sh [FOLDER]
#
# FOLDER, build/peers if none is given, gets onnxruntime, by npm without scripts of packages, and the
# models. PyTorch is Debian's. Settings are read from the environment:
#   NETGRAPH  the program, build/app/netgraph if none is given
#   THREADS   "1 2"
#   ROUNDS    how often the sides alternate; the table has medians of the rounds' medians: 5
#   ONLY      names of models, such as "lenet mlp", in place of all
#   PEERS     "onnxruntime torch", or one of them
set -eu

here=$(cd "$(dirname "$0")" && pwd)
folder=${1:-build/peers}
netgraph=${NETGRAPH:-build/app/netgraph}
netgraph=$(cd "$(dirname "$netgraph")" && pwd)/$(basename "$netgraph")
peers=${PEERS:-onnxruntime torch}
python=/usr/bin/python3
unset OMP_NUM_THREADS OMP_WAIT_POLICY
export PYTHONDONTWRITEBYTECODE=1

# model, its name in the table, runs, dimensions
models() {
  cat <<'END'
resnet50|ResNet-50, batch 1|5|1 3 224 224
resnet50|ResNet-50, batch 8|2|8 3 224 224
resnet18|ResNet-18, batch 1|11|1 3 224 224
resnet18|ResNet-18, batch 8|3|8 3 224 224
mobilenet_v2|MobileNetV2, batch 1|31|1 3 224 224
mobilenet_v2|MobileNetV2, batch 8|5|8 3 224 224
squeezenet|SqueezeNet 1.1, batch 1|31|1 3 224 224
squeezenet|SqueezeNet 1.1, batch 8|5|8 3 224 224
bert|BERT-base, 128 tokens, batch 1|3|1 128 768
bert|BERT-base, 128 tokens, batch 8|2|8 128 768
lstm|LSTM 256, 128 steps, batch 1|101|128 1 256
lstm|LSTM 256, 128 steps, batch 16|15|128 16 256
lenet|LeNet, batch 1|1001|1 1 28 28
lenet|LeNet, batch 64|51|64 1 28 28
mlp|MLP 784-128-10, batch 1|3001|1 784
mlp|MLP 784-128-10, batch 128|1001|128 784
END
}

install() {
  mkdir -p "$folder/models" "$folder/times"
  if ! $python -c 'import torch, torchvision' 2>/dev/null; then
    if [ "$(id -u)" = 0 ]; then as=; else as=sudo; fi
    $as apt-get install -y --no-install-recommends python3-torch python3-torchvision
  fi
  if [ ! -d "$folder/node_modules/onnxruntime-node" ]; then
    (cd "$folder" && npm install --ignore-scripts --no-audit --no-fund onnxruntime-node@1.30)
  fi
  if [ ! -f "$folder/models/mlp.onnx" ]; then
    $python "$here/peer_models.py" "$folder/models"
  fi
}

# One line, "… median X min Y ms peak Z MB", of SIDE for MODEL THREADS RUNS DIM…
time_one() {
  side=$1 model=$2 threads=$3 runs=$4
  shift 4
  case $side in
  netgraph)
    "$netgraph" run "$folder/models/$model.onnx" --raw --random "$(echo "$*" | tr ' ' x)" \
      --repeat "$runs" --threads "$threads"
    ;;
  onnxruntime)
    (cd "$folder" && node "$here/onnxruntime.mjs" "models/$model.onnx" "$threads" "$runs" "$@")
    ;;
  torch)
    $python -W ignore "$here/peer_torch.py" "$model" "$threads" "$runs" "$@"
    ;;
  esac | grep 'median .* peak'
}

# The median of column COLUMN, behind that word, of a file of such lines.
median() {
  [ -f "$2" ] || return 0
  sed "s/.*$1 \([0-9.]*\).*/\1/" "$2" | sort -g | awk '{ x[NR] = $1 } END { print x[int ((NR + 1) / 2)] }'
}

# A ratio of two numbers, of which one may be missing.
ratio() {
  awk -v a="$1" -v b="$2" 'BEGIN { if (a != "" && b != "") printf "%.2f", a / b }'
}

install
echo "| model | threads | NetGraph | onnxruntime | ratio | PyTorch | ratio | peak MB: NetGraph | onnxruntime | PyTorch |"
echo "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
for threads in ${THREADS:-1 2}; do
  models | while IFS='|' read -r model name runs dims; do
    case " ${ONLY:-$model} " in *" $model "*) ;; *) continue ;; esac
    rm -f "$folder"/times/*
    round=0
    while [ $round -lt "${ROUNDS:-5}" ]; do
      for side in netgraph $peers; do
        # The dimensions are words of their own.
        # shellcheck disable=SC2086
        time_one "$side" "$model" "$threads" "$runs" $dims </dev/null >>"$folder/times/$side"
      done
      round=$((round + 1))
    done
    ours=$(median median "$folder/times/netgraph")
    other=$(median median "$folder/times/onnxruntime")
    torch=$(median median "$folder/times/torch")
    echo "| $name | $threads | $ours | $other | $(ratio "$ours" "$other") | $torch | $(ratio "$ours" "$torch") |" \
      "$(median peak "$folder/times/netgraph") | $(median peak "$folder/times/onnxruntime") |" \
      "$(median peak "$folder/times/torch") |"
  done
done
