FROM debian:trixie-slim
RUN apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
      g++ cmake ninja-build pkg-config libpoco-dev libcurl4-openssl-dev libarchive-dev libboost-dev prometheus-cpp-dev \
      libgtest-dev libgmock-dev libbenchmark-dev \
 && rm -rf /var/lib/apt/lists/*
COPY . /source
RUN cmake -S /source -B /tmp/build -G Ninja -D CMAKE_BUILD_TYPE=Debug \
 && cmake --build /tmp/build -- -k 0 \
 && rm -rf /tmp/build /source
